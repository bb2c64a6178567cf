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
 * A tree that looks up an entry once, because a walk asks for the directories on its way again and again. The tree
 * below must not change meanwhile. Not thread-safe.
 */
public final class CachedTree implements SourceTree {

    private final SourceTree tree;
    /**
     * The most paths without an entry that are kept. In contrast to entries, a tree can make users ask for any number.
     */
    private static final int MOST_ABSENT = 100_000;

    private final Map<TreePath, Optional<Found>> known = new HashMap<>();
    private int absent;

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
            keep(path, found);
        }
        return found;
    }

    private void keep(TreePath path, Optional<Found> found) {
        if (found.isPresent()) {
            known.put(path, found);
        } else if (absent < MOST_ABSENT) {
            absent++;
            known.put(path, found);
        }
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
