// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.schema.TreePath;
import dev.tfskit.schema.walk.PathWalk;
import dev.tfskit.schema.walk.PathWalk.End;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Socket;
import dev.tfskit.volume.SpecialFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds directories of a volume by their paths. The lookup follows symbolic links as the program in the volume would:
 * no link leads out of the root. It remembers the directories that it finds, so directories near each other are found
 * in the same time at any depth; after directories were removed, it must {@link #forget} them. Not thread-safe.
 */
final class DirectoryLookup {

    /** The number of directories to remember, besides those on the way to the last one. */
    private static final int MOST_KNOWN = 50_000;

    private final Volume volume;
    private final Consumer<EntryName> followed;

    /** Directories by their paths; without those that a link leads to. */
    private final Map<TreePath, Directory> known = new HashMap<>();

    /** Creates a lookup. */
    DirectoryLookup(Volume volume) {
        this(volume, _ -> {});
    }

    /**
     * Creates a lookup.
     *
     * @param followed receives each link that {@link #find} follows
     */
    DirectoryLookup(Volume volume, Consumer<EntryName> followed) {
        this.volume = volume;
        this.followed = followed;
        forget();
    }

    /** Decides about a directory that does not exist. */
    @FunctionalInterface
    interface Missing {
        /** Returns the directory to use; empty when the lookup is to find nothing. */
        Optional<Directory> handle(Directory directory, Symbol name) throws IOException;
    }

    /** Forgets all directories. Call this when directories were removed. */
    void forget() {
        known.clear();
        known.put(TreePath.ROOT, volume.root());
    }

    /**
     * Finds a directory.
     *
     * @param missing decides about each directory on the path that does not exist
     * @throws FileSystemException when something on the path is not a directory, or links form a circle
     */
    Optional<Directory> find(TreePath path, Missing missing) throws IOException {
        return find(path, missing, (entry, inode) -> {
            if (inode instanceof SymbolicLink) {
                followed.accept(entry);
            }
            return false;
        });
    }

    /**
     * Finds a directory from which an entry is to be removed. A source may replace a directory by a file or a link, and
     * then remove an entry below it. The contents of the directory are removed already, and the target of the link must
     * not lose an entry.
     *
     * @param brought decides whether an entry is one of that source
     * @return the directory; empty when there is none
     * @throws FileSystemException when links form a circle
     */
    Optional<Directory> findOlder(TreePath path, Predicate<EntryName> brought) throws IOException {
        return find(path, (_, _) -> Optional.empty(), (entry, inode) -> switch (inode) {
            case Directory _ -> false;
            case SymbolicLink _ -> brought.test(entry);
            case RegularFile _, Socket _, SpecialFile _ -> true;
        });
    }

    private Optional<Directory> find(TreePath path, Missing missing, BiPredicate<EntryName, Inode> barrier)
            throws IOException {
        if (known.size() > MOST_KNOWN + 2 * path.depth()) {
            forget();
        }
        Deque<TreePath> ahead = new ArrayDeque<>();
        TreePath start = path;
        while (!known.containsKey(start)) {
            ahead.push(start);
            start = start.parent().orElseThrow();
        }
        Directory directory = Objects.requireNonNull(known.get(start));
        for (TreePath step : ahead) {
            Optional<Inode> next = directory.find(step.name());
            if (next.isEmpty()) {
                next = missing.handle(directory, step.name()).map(Inode.class::cast);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
            }
            if (!(next.get() instanceof Directory below)) {
                return findThroughLinks(path, missing, barrier);
            }
            directory = below;
            known.put(step, directory);
        }
        return Optional.of(directory);
    }

    private Optional<Directory> findThroughLinks(TreePath path, Missing missing, BiPredicate<EntryName, Inode> barrier)
            throws IOException {
        PathWalk<Inode, IOException> walk = new PathWalk<>(volume.root(), new View(path, missing, barrier));
        return switch (walk.along(path.names())) {
            case End.Arrived<Inode>(Inode inode, int _) -> Optional.of((Directory) inode);
            case End.Stopped<Inode> _ -> Optional.empty();
            case End.TooManyLinks<Inode> _ ->
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is reached only through too many links, perhaps in a circle; correct the links");
        };
    }

    /** Shows a walk only directories and links, so every node that the walk reaches is a directory. */
    private record View(TreePath path, Missing missing, BiPredicate<EntryName, Inode> barrier)
            implements PathWalk.Nodes<Inode, IOException> {

        @Override
        public void enter(Inode node) {
            // Every node is a directory.
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
                case RegularFile _, Socket _, SpecialFile _ ->
                    throw new FileSystemException(
                            path.toString(),
                            null,
                            "is below " + name.quoted() + ", which is not a directory; leave it out");
            };
        }

        @Override
        public Optional<Text> linkTarget(Inode node, boolean isLast) throws IOException {
            return node instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty();
        }
    }
}
