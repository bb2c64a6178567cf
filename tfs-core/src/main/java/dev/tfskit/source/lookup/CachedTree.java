// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tree that looks up each path once, because a walk asks for the directories on its way again and again. The tree
 * below must not change meanwhile. Not thread-safe.
 */
public final class CachedTree implements SourceTree {

    private final SourceTree tree;
    private final Map<TreePath, Optional<Found>> known = new HashMap<>();

    /**
     * Creates a tree.
     *
     * @param tree the tree to look up in; {@link #close} closes it
     */
    public CachedTree(SourceTree tree) {
        this.tree = tree;
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        Optional<Found> found = known.get(path);
        if (found == null) {
            found = tree.find(path);
            known.put(path, found);
        }
        return found;
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        return tree.names(directory);
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}
