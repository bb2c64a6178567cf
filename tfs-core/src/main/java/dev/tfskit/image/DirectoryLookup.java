// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.PathWalk;
import dev.tfskit.schema.PathWalk.End;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Finds directories of a volume by their paths. The lookup follows symbolic links as the program in the volume would:
 * no link leads out of the root. Not thread safe.
 */
final class DirectoryLookup {

    private final Volume volume;

    DirectoryLookup(Volume volume) {
        this.volume = volume;
    }

    /** What is to be done about a directory that is not there. */
    @FunctionalInterface
    interface Missing {
        /** The directory that stands for it; empty when there is none. */
        Optional<Directory> handle(Directory directory, Symbol name) throws IOException;
    }

    /**
     * Finds a directory.
     *
     * @param missing asked for each directory that is not there; when it has none either, nothing is found
     * @throws FileSystemException when something on the way is no directory, or links lead in a circle
     */
    Optional<Directory> find(TreePath path, Missing missing) throws IOException {
        return find(path, missing, (_, _) -> false);
    }

    /**
     * Finds a directory of which an entry is to be taken away. When the source that says so has put a file or a link in
     * the place of a directory, all that was in that has gone already; what the link leads to is not meant.
     *
     * @param brought the entries of that source
     * @return empty when there is none
     * @throws FileSystemException when links lead in a circle
     */
    Optional<Directory> findOlder(TreePath path, Set<EntryName> brought) throws IOException {
        return find(path, (_, _) -> Optional.empty(), (entry, inode) -> switch (inode) {
            case Directory _ -> false;
            case SymbolicLink _ -> brought.contains(entry);
            case RegularFile _, Socket _ -> true;
        });
    }

    private Optional<Directory> find(TreePath path, Missing missing, BiPredicate<EntryName, Inode> barrier)
            throws IOException {
        PathWalk<Inode, IOException> walk = new PathWalk<>(volume.root(), new View(path, missing, barrier));
        return switch (walk.along(path.names())) {
            case End.Arrived<Inode>(Inode inode) -> Optional.of((Directory) inode);
            case End.Stopped<Inode> _ -> Optional.empty();
            case End.TooManyLinks<Inode> _ ->
                throw new FileSystemException(path.toString(), null, "lies behind too many links, perhaps in a circle");
        };
    }

    /** Lets through directories and links alone, so that every node of a walk is a directory. */
    private record View(TreePath path, Missing missing, BiPredicate<EntryName, Inode> barrier)
            implements PathWalk.Nodes<Inode, IOException> {

        @Override
        public void enter(Inode node) {
            // It is a directory.
        }

        @Override
        public Optional<Inode> child(Inode node, Symbol name) throws IOException {
            Directory directory = (Directory) node;
            Optional<Inode> next = directory.find(name);
            if (next.isEmpty()) {
                next = missing.handle(directory, name).map(Inode.class::cast);
            }
            if (next.isEmpty() || barrier.test(new EntryName(directory, name), next.get())) {
                return Optional.empty();
            }
            return switch (next.get()) {
                case Directory _, SymbolicLink _ -> next;
                case RegularFile _, Socket _ ->
                    throw new FileSystemException(
                            path.toString(), null, "is below " + name.quoted() + ", which is no directory");
            };
        }

        @Override
        public Optional<Text> linkTarget(Inode node, boolean isLast) throws IOException {
            return node instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty();
        }
    }
}
