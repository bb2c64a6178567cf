// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.lookup.DirectoryValues;
import dev.tfskit.source.lookup.SourceTree;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A directory of a tree as a tree of its own. Closing it does not close the tree. Not thread-safe. */
final class Subtree implements SourceTree {

    private final SourceTree tree;
    private final DirectoryValues<TreePath> places;

    /**
     * Creates a tree.
     *
     * @param tree the tree that holds the directory
     * @param top the directory
     */
    Subtree(SourceTree tree, TreePath top) {
        this.tree = tree;
        this.places = new DirectoryValues<>(top, (above, path) -> above.child(path.name()));
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        return tree.find(place(path)).map(found -> found.at(path));
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        return tree.names(places.of(directory));
    }

    /** Returns the path of an entry in the whole tree. */
    private TreePath place(TreePath path) throws IOException {
        Optional<TreePath> parent = path.parent();
        return parent.isEmpty() ? places.of(path) : places.of(parent.get()).child(path.name());
    }
}
