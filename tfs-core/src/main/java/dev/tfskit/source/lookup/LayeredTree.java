// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Several trees as one. At each path, the first tree with an entry there counts; directories are merged. */
public final class LayeredTree implements SourceTree {

    private final List<SourceTree> layers;

    /**
     * Creates a tree.
     *
     * @param layers the trees, the most important one first; {@link #close} closes them
     */
    public LayeredTree(List<SourceTree> layers) {
        this.layers = List.copyOf(layers);
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        for (int i = 0; i < layers.size(); i++) {
            // Where this layer has a link on the way, it would follow it, and so find an entry of another path.
            if (!isHidden(path, i)) {
                Optional<Found> found = layers.get(i).find(path);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether a layer has no directory somewhere on the way to a path. */
    private boolean isHidden(TreePath path, int layer) throws IOException {
        return layers.size() > 1
                && path.parent().isPresent()
                && !isDirectory(path.parent().get(), layer);
    }

    private boolean isDirectory(TreePath path, int layer) throws IOException {
        TreePath at = TreePath.ROOT;
        for (Symbol name : path.names()) {
            at = at.child(name);
            if (layers.get(layer)
                    .find(at)
                    .filter(found -> found.entry() instanceof SourceEntry.Directory)
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        TreeSet<Symbol> names = new TreeSet<>();
        for (int i = 0; i < layers.size(); i++) {
            if (isDirectory(directory, i)) {
                names.addAll(layers.get(i).names(directory));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public void close() throws IOException {
        IOException problem = null;
        for (SourceTree layer : layers) {
            try {
                layer.close();
            } catch (IOException e) {
                problem = e;
            }
        }
        if (problem != null) {
            throw problem;
        }
    }
}
