// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.PathWalk;
import dev.tfskit.schema.PathWalk.End;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.ByteString;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/**
 * Finds what a path leads to in a volume, as POSIX does it: the path starts at the root, with a slash before it or not;
 * {@code ..} is the directory above the one that was reached, and of the root the root itself; a slash at the end asks
 * for a directory.
 */
public final class PathLookup {

    private final Volume volume;
    private final Links links;

    /** Which symbolic links are followed; they lead nowhere but into the volume. */
    public enum Links {
        /** None: a link on the way is no directory. */
        NONE,
        /** Those on the way, and the last if a slash follows it, as {@code lstat} does. */
        ON_THE_WAY,
        /** All, as {@code stat} does. */
        ALL
    }

    /**
     * What was found.
     *
     * @param path where it is, without dots and links on the way
     * @param inode what is there
     */
    public record Found(TreePath path, Inode inode) {}

    /**
     * Creates a lookup.
     *
     * @param volume the volume
     * @param links which links are followed
     */
    public PathLookup(Volume volume, Links links) {
        this.volume = volume;
        this.links = links;
    }

    /**
     * Follows a path.
     *
     * @param path names between slashes; an empty one is the root
     * @return the inode and its path without links
     * @throws NoSuchFileException naming what is not there
     * @throws NotDirectoryException naming what would have to be a directory
     * @throws FileSystemLoopException after {@value Limits#LINKS} links
     * @throws TfsFormatException when the image is damaged on the way
     */
    public Found find(ByteString path) throws IOException {
        PathWalk<Found, IOException> walk = new PathWalk<>(new Found(TreePath.ROOT, volume.root()), new View());
        return switch (walk.along(path)) {
            case End.Arrived<Found>(Found found) -> found;
            case End.Stopped<Found>(Found directory, Symbol name) ->
                throw new NoSuchFileException(directory.path.child(name).toString());
            case End.TooManyLinks<Found> _ -> throw new FileSystemLoopException(path.quoted());
        };
    }

    private final class View implements PathWalk.Nodes<Found, IOException> {

        @Override
        public void enter(Found node) throws NotDirectoryException {
            directory(node);
        }

        @Override
        public Optional<Found> child(Found node, Symbol name) throws IOException {
            return directory(node).find(name).map(inode -> new Found(node.path.child(name), inode));
        }

        private static Directory directory(Found node) throws NotDirectoryException {
            if (node.inode instanceof Directory directory) {
                return directory;
            }
            throw new NotDirectoryException(node.path.toString());
        }

        @Override
        public Optional<Text> linkTarget(Found node, boolean isLast) throws IOException {
            if (!(node.inode instanceof SymbolicLink link) || !isFollowed(isLast)) {
                return Optional.empty();
            }
            if (link.target().length() == 0) {
                throw new NoSuchFileException(node.path.toString(), null, "it is a symbolic link that points nowhere");
            }
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
