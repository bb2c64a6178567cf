// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.io.IoSupplier;
import dev.tfskit.nio.ResolvedPath.Slot;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.schema.walk.PathWalk.End;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SymbolicLink;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * Resolves a path that begins at the root or at an open directory: finds the inode to which it leads now. Exceptions
 * name the path as the caller gave it. Immutable.
 *
 * @param start where a relative path begins
 * @param path the path
 */
record PathResolver(ResolvedPath start, TfsPath path) {

    /** Returns a resolver of a path that begins at the root. */
    static PathResolver of(TfsPath path) {
        return new PathResolver(path.getFileSystem().root(), path);
    }

    TfsFileSystem fileSystem() {
        return path.getFileSystem();
    }

    /** The result of resolving a path. */
    sealed interface Result {

        /** An inode. */
        record Found(ResolvedPath path) implements Result {}

        /**
         * No inode, but a file can be created in this slot. When the path ends in a symbolic link, it is the slot to
         * which the link leads.
         */
        record Free(Slot slot) implements Result {}
    }

    /**
     * Resolves the path.
     *
     * @throws NoSuchFileException when a directory on the path does not exist
     */
    Result find(Follow follow) throws IOException {
        return named(() -> switch (walk(path.names(), follow)) {
            case End.Arrived<ResolvedPath>(ResolvedPath found, int _) -> new Result.Found(found);
            case End.Stopped<ResolvedPath>(ResolvedPath directory, Symbol name, boolean isLast) -> {
                if (!isLast) {
                    throw new NoSuchFileException("");
                }
                yield new Result.Free(new Slot(directory, name));
            }
            case End.TooManyLinks<ResolvedPath> _ -> throw new FileSystemLoopException("");
        });
    }

    /**
     * Finds the inode to which the path leads.
     *
     * @throws NoSuchFileException when there is none
     */
    ResolvedPath existing(Follow follow) throws IOException {
        return switch (find(follow)) {
            case Result.Found(ResolvedPath found) -> found;
            case Result.Free _ -> throw new NoSuchFileException(path.toString());
        };
    }

    /** Finds the inode to which the path leads, as {@link #existing} does. */
    Inode inode(Follow follow) throws IOException {
        return existing(follow).inode();
    }

    /**
     * Finds the directory that holds the last name of the path.
     *
     * @return the name in its directory; empty when the path has no last name: the root, the empty path, and a path
     *     that ends in {@code .} or {@code ..}
     */
    Optional<Slot> slot() throws IOException {
        List<Symbol> names = path.names();
        if (names.isEmpty() || isNoName(names.getLast())) {
            return Optional.empty();
        }
        return named(() -> switch (walk(names.subList(0, names.size() - 1), Follow.LINKS)) {
            case End.Arrived<ResolvedPath>(ResolvedPath found, int _) -> {
                found.directory();
                yield Optional.of(new Slot(found, names.getLast()));
            }
            case End.Stopped<ResolvedPath> _ -> throw new NoSuchFileException("");
            case End.TooManyLinks<ResolvedPath> _ -> throw new FileSystemLoopException("");
        });
    }

    private static boolean isNoName(Symbol name) {
        return name.length() == 0 || name.equals(Attributes.SELF) || name.equals(Attributes.PARENT);
    }

    private End<ResolvedPath> walk(List<Symbol> names, Follow follow) throws IOException {
        ResolvedPath root = path.getFileSystem().root();
        PathWalk<ResolvedPath, IOException> walk = new PathWalk<>(root, new View(follow));
        return walk.along(
                path.isAbsolute() ? List.of(root) : start.fromRoot(),
                names.stream().filter(name -> name.length() > 0).toList());
    }

    /** Runs an action, and makes its exceptions name the path. */
    <T> T named(IoSupplier<T> action) throws IOException {
        try {
            return action.get();
        } catch (FileSystemException e) {
            throw PathFailure.of(path, e);
        }
    }

    private record View(Follow follow) implements PathWalk.Nodes<ResolvedPath, IOException> {

        @Override
        public void enter(ResolvedPath node) throws IOException {
            node.directory();
        }

        @Override
        public Optional<ResolvedPath> child(ResolvedPath node, Symbol name) throws IOException {
            return node.directory().find(name).map(inode -> node.child(name, inode));
        }

        @Override
        public Optional<Text> linkTarget(ResolvedPath node, boolean isLast) throws IOException {
            if (!(node.inode() instanceof SymbolicLink link) || isLast && follow == Follow.NO_LINKS) {
                return Optional.empty();
            }
            if (link.target().length() == 0) {
                throw new NoSuchFileException("", null, "it is a symbolic link that points nowhere");
            }
            return Optional.of(link.target());
        }
    }
}
