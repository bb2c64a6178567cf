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
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes an entry of a volume and everything below it, except for the entries to keep and the directories that lead to
 * them. Not thread-safe.
 */
final class TreeRemoval {

    private final Set<EntryName> kept;
    private final Consumer<EntryName> watcher;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** A directory that is being emptied, and the entry to remove afterwards; null when the directory stays. */
    private record Level(
            Directory directory,
            Iterator<DirectoryEntry> entries,
            @Nullable EntryName name) {}

    /**
     * Creates a removal.
     *
     * @param kept the entries to keep
     * @param watcher receives each removed entry
     */
    TreeRemoval(Set<EntryName> kept, Consumer<EntryName> watcher) {
        this.kept = kept;
        this.watcher = watcher;
    }

    /** Removes an entry; does nothing when there is none. */
    void remove(Directory directory, Symbol name) throws IOException {
        Optional<Inode> found = directory.find(name);
        if (found.isPresent()) {
            begin(new EntryName(directory, name), found.get());
            work();
        }
    }

    /** Removes the entries of a directory. */
    void empty(Directory directory) throws IOException {
        levels.push(new Level(directory, directory.entries().iterator(), null));
        work();
    }

    private void begin(EntryName name, Inode inode) throws IOException {
        if (inode instanceof Directory directory) {
            levels.push(new Level(directory, directory.entries().iterator(), kept.contains(name) ? null : name));
        } else if (!kept.contains(name)) {
            name.directory().unlink(name.name());
            watcher.accept(name);
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
                    watcher.accept(emptied);
                }
            }
        }
    }
}
