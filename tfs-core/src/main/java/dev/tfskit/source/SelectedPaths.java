// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The paths of a tree that {@link EntryPatterns} select. The object remembers the directories of the last path, so
 * paths in the order of a tree take the same time at any depth. Not thread-safe.
 */
public final class SelectedPaths {

    private final EntryPatterns patterns;
    /** The root and the directories down to the one of the last path, by depth. */
    private final List<Level> levels = new ArrayList<>();

    /**
     * A directory.
     *
     * @param progress the progress of each pattern
     * @param isSelected whether the directory or one above it is selected
     */
    private record Level(TreePath directory, List<Glob.Progress> progress, boolean isSelected) {}

    /**
     * Creates a matcher that has matched no path yet.
     *
     * @param patterns the patterns
     */
    public SelectedPaths(EntryPatterns patterns) {
        this.patterns = patterns;
        levels.add(new Level(TreePath.ROOT, patterns.start(), false));
    }

    /**
     * Returns whether the patterns select an entry. It is selected, too, when {@link #includesAllIn} is true of its
     * directory.
     *
     * @param path the path of the entry in the image
     * @param isDirectory whether the entry is a directory
     * @return true when a pattern selects the entry itself
     */
    public boolean includes(TreePath path, boolean isDirectory) {
        if (path.isRoot() || patterns.isEmpty()) {
            return false;
        }
        Level level = level(path.parent().orElseThrow());
        return patterns.selects(patterns.advance(level.progress, path.name()), isDirectory);
    }

    /**
     * Returns whether everything in a directory is selected, because the directory or one above it is.
     *
     * @param directory the path of the directory in the image
     * @return true when all entries of the directory are selected
     */
    public boolean includesAllIn(TreePath directory) {
        return !patterns.isEmpty() && level(directory).isSelected;
    }

    private Level level(TreePath directory) {
        Deque<TreePath> missing = new ArrayDeque<>();
        TreePath at = directory;
        while (at.depth() >= levels.size() || !levels.get(at.depth()).directory.equals(at)) {
            missing.push(at);
            at = at.parent().orElseThrow();
        }
        levels.subList(at.depth() + 1, levels.size()).clear();
        for (TreePath next : missing) {
            Level above = levels.getLast();
            List<Glob.Progress> progress = patterns.advance(above.progress, next.name());
            levels.add(new Level(next, progress, above.isSelected || patterns.selects(progress, true)));
        }
        return levels.getLast();
    }
}
