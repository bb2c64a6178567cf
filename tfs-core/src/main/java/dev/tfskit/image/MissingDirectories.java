// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows paths through a volume, with symbolic links, and makes each directory that is missing on them. */
final class MissingDirectories {

    private final Consumer<EntryName> passed;
    private final Consumer<TreePath> made;

    /**
     * Creates a maker of directories.
     *
     * @param passed receives each entry on a path that leads to a directory now, the last and the links included
     * @param made receives each directory that was missing
     */
    MissingDirectories(Consumer<EntryName> passed, Consumer<TreePath> made) {
        this.passed = passed;
        this.made = made;
    }

    /** Makes the directories of paths, unless something else stands in their way. */
    void make(Volume volume, List<Text> paths) throws IOException {
        for (Text path : paths) {
            make(volume, path);
        }
    }

    private void make(Volume volume, Text path) throws IOException {
        View view = new View();
        try {
            if (new PathWalk<>(new Node(TreePath.ROOT, volume.root()), view).along(path)
                    instanceof PathWalk.End.Arrived<Node> arrived) {
                arrived.node().directory();
                view.way.forEach(passed);
            }
        } catch (NotDirectoryException e) {
            // The image is as good as without the directory; the check of the program reports it.
        }
    }

    private record Node(TreePath path, Inode inode) {

        Directory directory() throws NotDirectoryException {
            if (inode instanceof Directory directory) {
                return directory;
            }
            throw new NotDirectoryException(path.toString());
        }
    }

    private final class View implements PathWalk.Nodes<Node, IOException> {

        private final List<EntryName> way = new ArrayList<>();

        @Override
        public void enter(Node node) throws NotDirectoryException {
            node.directory();
        }

        @Override
        public Optional<Node> child(Node node, Symbol name) throws IOException {
            Directory directory = node.directory();
            TreePath path = node.path.child(name);
            way.add(new EntryName(directory, name));
            Optional<Inode> found = directory.find(name);
            if (found.isPresent()) {
                return Optional.of(new Node(path, found.get()));
            }
            Inode created = directory.createDirectory(name);
            made.accept(path);
            return Optional.of(new Node(path, created));
        }

        @Override
        public Optional<Text> linkTarget(Node node, boolean isLast) throws IOException {
            return node.inode instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty();
        }
    }
}
