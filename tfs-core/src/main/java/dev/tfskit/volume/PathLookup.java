// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.schema.walk.PathWalk.End;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Resolves paths in a volume, as POSIX does. Each path starts at the root, with or without a leading slash. {@code ..}
 * is the parent of the directory reached so far, and the root is its own parent. A path that ends in a slash must lead
 * to a directory. Thread-safe if the volume is.
 */
public final class PathLookup {

    private final Volume volume;
    private final Links links;

    /** The symbolic links that are followed. Their targets are resolved in the volume as well. */
    public enum Links {
        /** None; a link in the middle of a path is an error, as a file would be. */
        NONE,
        /** All but the last name of the path, which is followed if a slash ends the path, as {@code lstat} does. */
        ON_THE_WAY,
        /** All, as {@code stat} does. */
        ALL
    }

    /**
     * The result of a lookup.
     *
     * @param path the path from the root to the inode, without dots, and with the targets of the followed links in
     *     place of the links
     * @param inode the inode at the path
     * @param linksInARow the length of the longest chain of links that was followed, in which each link leads to the
     *     next
     * @param links the paths of the links that were followed
     */
    public record Found(TreePath path, Inode inode, int linksInARow, List<TreePath> links) {

        /** Copies the list. */
        public Found {
            links = List.copyOf(links);
        }
    }

    /**
     * Creates a lookup.
     *
     * @param volume the volume
     * @param links the links to follow
     */
    public PathLookup(Volume volume, Links links) {
        this.volume = volume;
        this.links = links;
    }

    /**
     * Resolves a path.
     *
     * @param path names between slashes; the empty path is the root
     * @return the inode and its path
     * @throws NoSuchFileException naming the path that does not exist
     * @throws NotDirectoryException naming the path that is not a directory
     * @throws FileSystemLoopException after {@value Limits#LINKS} links
     * @throws TfsFormatException when an entry on the path is damaged
     */
    public Found find(ByteString path) throws IOException {
        View view = new View();
        PathWalk<Node, IOException> walk = new PathWalk<>(new Node(TreePath.ROOT, volume.root()), view);
        End<Node> end = walk.along(path);
        if (end instanceof End.Arrived<Node>(Node node, int linksInARow)) {
            return new Found(node.path, node.inode, linksInARow, view.followed);
        }
        if (end instanceof End.Stopped<Node> stopped) {
            throw new NoSuchFileException(
                    stopped.node().path.child(stopped.name()).toString());
        }
        throw new FileSystemLoopException(path.quoted());
    }

    private record Node(TreePath path, Inode inode) {}

    private final class View implements PathWalk.Nodes<Node, IOException> {

        private final List<TreePath> followed = new ArrayList<>();

        @Override
        public void enter(Node node) throws NotDirectoryException {
            directory(node);
        }

        @Override
        public Optional<Node> child(Node node, Symbol name) throws IOException {
            return directory(node).find(name).map(inode -> new Node(node.path.child(name), inode));
        }

        private static Directory directory(Node node) throws NotDirectoryException {
            if (node.inode instanceof Directory directory) {
                return directory;
            }
            throw new NotDirectoryException(node.path.toString());
        }

        @Override
        public Optional<Text> linkTarget(Node node, boolean isLast) throws IOException {
            if (!(node.inode instanceof SymbolicLink link) || !isFollowed(isLast)) {
                return Optional.empty();
            }
            if (link.target().length() == 0) {
                throw new NoSuchFileException(
                        node.path.toString(),
                        null,
                        "it is a symbolic link that points nowhere; correct the link or name another path");
            }
            followed.add(node.path);
            return Optional.of(link.target());
        }

        private boolean isFollowed(boolean isLast) {
            return switch (links) {
                case NONE -> false;
                case ON_THE_WAY -> !isLast;
                case ALL -> true;
            };
        }
    }
}
