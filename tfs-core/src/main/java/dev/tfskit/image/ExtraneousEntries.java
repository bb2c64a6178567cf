// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes the extraneous entries of a volume: those that no source has, except for those to keep. The directories and
 * links that lead to entries of a source stay. Not thread-safe.
 */
final class ExtraneousEntries {

    private final ImageChange.Listener changes;
    private final Set<EntryName> named = new HashSet<>();
    private final Set<EntryName> whole = new HashSet<>();

    private record Level(Directory directory, TreePath path) {}

    ExtraneousEntries(ImageChange.Listener changes) {
        this.changes = changes;
    }

    /** Keeps an entry, because a source has it, or because it is a link that leads to such an entry. */
    void keep(EntryName entry) {
        named.add(entry);
    }

    /** Keeps an entry though no source has it. What is below it stays, too, unless a source has something there. */
    void keepWhole(EntryName entry) {
        whole.add(entry);
    }

    /** Keeps the entries at paths, and the links that lead to them, though no source has them. */
    void keepIn(Volume volume, List<TreePath> paths) throws IOException {
        DirectoryLookup lookup = new DirectoryLookup(volume, this::keep);
        for (TreePath path : paths) {
            Optional<TreePath> above = path.parent();
            if (above.isPresent()) {
                lookup.find(above.get(), (_, _) -> Optional.empty())
                        .ifPresent(directory -> keep(new EntryName(directory, path.name())));
            }
        }
    }

    /** Removes the entries that no source has. */
    void removeFrom(Directory root) throws IOException {
        Set<Inode> needed = needed();
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(root, TreePath.ROOT));
        while (!levels.isEmpty()) {
            Level level = levels.pop();
            for (DirectoryEntry entry : level.directory.entries()) {
                Inode inode = entry.inode();
                TreePath path = level.path.child(entry.name());
                EntryName name = new EntryName(level.directory, entry.name());
                if (named.contains(name) || needed.contains(inode)) {
                    if (inode instanceof Directory directory) {
                        levels.push(new Level(directory, path));
                    }
                } else if (!whole.contains(name)) {
                    new TreeRemoval(_ -> false, _ -> {}).remove(level.directory, entry.name());
                    changes.changed(Kind.REMOVED, path);
                }
            }
        }
    }

    /** Returns the directories that hold entries to keep, and the directories above those. */
    private Set<Inode> needed() {
        Set<Inode> needed = new HashSet<>();
        named.forEach(entry -> addWithParents(entry.directory(), needed));
        whole.forEach(entry -> addWithParents(entry.directory(), needed));
        return needed;
    }

    private static void addWithParents(Directory first, Set<Inode> needed) {
        Directory directory = first;
        while (needed.add(directory)) {
            directory = directory.parent().orElse(directory);
        }
    }
}
