// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the directories that have moved with all that was in them, from the moves of files. A directory has moved when
 * each of its entries has moved to the same new directory, so the deepest directories are examined first. Not
 * thread-safe.
 */
final class DirectoryMoves {

    private final Map<TreePath, Inode> before;
    private final Map<TreePath, Inode> after;
    private final Map<TreePath, TreePath> files;
    private final Map<TreePath, List<TreePath>> oldEntries;
    private final Map<TreePath, List<TreePath>> newEntries;
    private final Map<TreePath, TreePath> directories = new HashMap<>();

    /**
     * Finds the moves of directories.
     *
     * @param before what only the first volume has
     * @param after what only the second volume has
     * @param files the new paths of moved files, by their old ones
     */
    DirectoryMoves(Map<TreePath, Inode> before, Map<TreePath, Inode> after, Map<TreePath, TreePath> files) {
        this.before = before;
        this.after = after;
        this.files = files;
        oldEntries = byDirectory(before);
        newEntries = byDirectory(after);
        before.keySet().stream()
                .filter(path -> before.get(path) instanceof Directory)
                .sorted(Comparator.comparingInt(TreePath::depth).reversed())
                .forEach(path -> target(path).ifPresent(target -> directories.put(path, target)));
    }

    private static Map<TreePath, List<TreePath>> byDirectory(Map<TreePath, Inode> inodes) {
        Map<TreePath, List<TreePath>> entries = new HashMap<>();
        inodes.keySet()
                .forEach(path -> path.parent()
                        .ifPresent(parent -> entries.computeIfAbsent(parent, _ -> new ArrayList<>())
                                .add(path)));
        return entries;
    }

    private Optional<TreePath> target(TreePath directory) {
        List<TreePath> entries = oldEntries.getOrDefault(directory, List.of());
        return entries.stream()
                .map(this::movedTo)
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(TreePath::parent)
                .filter(target -> after.get(target) instanceof Directory)
                .filter(target -> newEntries.getOrDefault(target, List.of()).size() == entries.size())
                .filter(target -> entries.stream().allMatch(entry -> hasMoved(entry, target.child(entry.name()))));
    }

    private Optional<TreePath> movedTo(TreePath path) {
        return Optional.ofNullable(files.get(path)).or(() -> Optional.ofNullable(directories.get(path)));
    }

    private boolean hasMoved(TreePath path, TreePath target) {
        return movedTo(path).map(target::equals).orElseGet(() -> isSame(path, target));
    }

    /** Returns whether entries that nothing tells apart from others of their kind are alike. */
    private boolean isSame(TreePath path, TreePath target) {
        Inode other = after.get(target);
        return switch (before.get(path)) {
            case SymbolicLink link -> other instanceof SymbolicLink found && haveSameTarget(link, found);
            case RegularFile file -> other instanceof RegularFile found && isEmpty(file) && isEmpty(found);
            case Directory _ ->
                other instanceof Directory && !oldEntries.containsKey(path) && !newEntries.containsKey(target);
            case null, default -> false;
        };
    }

    private static boolean haveSameTarget(SymbolicLink link, SymbolicLink other) {
        try {
            return link.target().equals(other.target());
        } catch (TfsFormatException damage) {
            return false;
        }
    }

    private static boolean isEmpty(RegularFile file) {
        try {
            return file.length() == 0;
        } catch (TfsFormatException damage) {
            return false;
        }
    }

    /** Returns whether nothing has moved. */
    boolean isEmpty() {
        return files.isEmpty() && directories.isEmpty();
    }

    /** Returns the new path of an entry that has moved, by itself or with its directory. */
    Optional<TreePath> newPath(TreePath path) {
        return movedTo(path)
                .or(() -> path.parent()
                        .flatMap(parent -> Optional.ofNullable(directories.get(parent)))
                        .map(parent -> parent.child(path.name())));
    }

    /** Returns whether an entry is in a directory that has moved. */
    boolean isInMovedDirectory(TreePath path) {
        return path.parent().filter(directories::containsKey).isPresent();
    }
}
