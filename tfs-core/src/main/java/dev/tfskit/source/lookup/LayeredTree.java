// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Several trees as one. At each path, the first tree with an entry there counts; directories are merged. The trees must
 * not change meanwhile.
 */
public final class LayeredTree implements SourceTree {

    private final List<Layer> layers;

    /**
     * One of the trees.
     *
     * @param tree the tree
     * @param isDirectory whether a path and all before it are directories. Where the tree has a link on the way, it
     *     would follow it, and so find an entry of another path
     */
    private record Layer(SourceTree tree, DirectoryValues<Boolean> isDirectory) {

        Layer(SourceTree tree) {
            this(
                    tree,
                    new DirectoryValues<>(
                            true,
                            (isDirectory, path) -> isDirectory
                                    && tree.find(path)
                                            .filter(found -> found.entry() instanceof SourceEntry.Directory)
                                            .isPresent()));
        }
    }

    /**
     * Creates a tree.
     *
     * @param layers the trees, the most important one first; {@link #close} closes them
     */
    public LayeredTree(List<SourceTree> layers) {
        this.layers = layers.stream().map(Layer::new).toList();
    }

    @Override
    public Optional<Found> find(TreePath path) throws IOException {
        TreePath directory = path.parent().orElse(TreePath.ROOT);
        for (Layer layer : layers) {
            if (layer.isDirectory.of(directory)) {
                Optional<Found> found = layer.tree.find(path);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Symbol> names(TreePath directory) throws IOException {
        TreeSet<Symbol> names = new TreeSet<>();
        for (Layer layer : layers) {
            if (layer.isDirectory.of(directory)) {
                names.addAll(layer.tree.names(directory));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public void close() throws IOException {
        IOException problem = null;
        for (Layer layer : layers) {
            try {
                layer.tree.close();
            } catch (IOException e) {
                problem = e;
            }
        }
        if (problem != null) {
            throw problem;
        }
    }
}
