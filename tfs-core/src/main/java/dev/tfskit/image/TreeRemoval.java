// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Removes an entry of a volume and everything below it, except for the entries to keep and the directories that lead to
 * them. Not thread-safe.
 */
final class TreeRemoval {

    private final Predicate<EntryName> kept;
    private final Consumer<EntryName> watcher;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean hasRemoved;

    /** A directory that is being emptied, and the entry to remove afterwards; null when the directory stays. */
    private record Level(
            Directory directory,
            Iterator<DirectoryEntry> entries,
            @Nullable EntryName name) {}

    /**
     * Creates a removal.
     *
     * @param kept decides which entries to keep
     * @param watcher receives each removed entry
     */
    TreeRemoval(Predicate<EntryName> kept, Consumer<EntryName> watcher) {
        this.kept = kept;
        this.watcher = watcher;
    }

    /**
     * Removes an entry; does nothing when there is none.
     *
     * @return whether anything was removed
     */
    boolean remove(Directory directory, Symbol name) throws IOException {
        Optional<Inode> found = directory.find(name);
        if (found.isPresent()) {
            begin(new EntryName(directory, name), found.get());
            work();
        }
        return hasRemoved;
    }

    /**
     * Removes the entries of a directory.
     *
     * @return whether anything was removed
     */
    boolean empty(Directory directory) throws IOException {
        levels.push(new Level(directory, directory.entries().iterator(), null));
        work();
        return hasRemoved;
    }

    private void note(EntryName removed) {
        hasRemoved = true;
        watcher.accept(removed);
    }

    private void begin(EntryName name, Inode inode) throws IOException {
        if (inode instanceof Directory directory) {
            levels.push(new Level(directory, directory.entries().iterator(), kept.test(name) ? null : name));
        } else if (!kept.test(name)) {
            name.directory().unlink(name.name());
            note(name);
        }
    }

    private void work() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (level.entries.hasNext()) {
                DirectoryEntry entry = level.entries.next();
                begin(new EntryName(level.directory, entry.name()), entry.inode());
            } else {
                levels.pop();
                EntryName emptied = level.name;
                if (emptied != null && level.directory.entries().isEmpty()) {
                    emptied.directory().removeDirectory(emptied.name());
                    note(emptied);
                }
            }
        }
    }
}
