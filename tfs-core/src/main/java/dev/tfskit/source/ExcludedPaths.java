// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.schema.TreePath;
import dev.tfskit.text.Glob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Matches paths of a tree with {@link Excludes}. It remembers the directories of the last path, so paths in the order
 * of a tree take the same time at any depth. Not thread-safe.
 */
public final class ExcludedPaths {

    private final Excludes excludes;
    /** The root and the directories down to the one of the last path, by depth. */
    private final List<Level> levels = new ArrayList<>();

    /**
     * A directory.
     *
     * @param progress the progress of each pattern
     * @param staysOut whether the directory or one above it is left out
     */
    private record Level(TreePath directory, List<Glob.Progress> progress, boolean staysOut) {}

    /**
     * Creates a matcher that has matched no path yet.
     *
     * @param excludes the patterns
     */
    public ExcludedPaths(Excludes excludes) {
        this.excludes = excludes;
        levels.add(new Level(TreePath.ROOT, excludes.start(), false));
    }

    /**
     * Returns whether the patterns leave an entry out. It stays out, too, when {@link #leavesOutBelow} is true of its
     * directory.
     *
     * @param path the path of the entry in the image
     * @param isDirectory whether the entry is a directory
     * @return true when the entry is left out
     */
    public boolean leavesOut(TreePath path, boolean isDirectory) {
        if (path.isRoot() || !excludes.hasPatterns()) {
            return false;
        }
        Level level = level(path.parent().orElseThrow());
        return excludes.leavesOut(excludes.advance(level.progress, path.name()), isDirectory);
    }

    /**
     * Returns whether everything in a directory stays out, because the patterns leave out the directory or one above
     * it.
     *
     * @param directory the path of the directory in the image
     * @return true when no entry of the directory goes in
     */
    public boolean leavesOutBelow(TreePath directory) {
        return excludes.hasPatterns() && level(directory).staysOut;
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
            List<Glob.Progress> progress = excludes.advance(above.progress, next.name());
            levels.add(new Level(next, progress, above.staysOut || excludes.leavesOut(progress, true)));
        }
        return levels.getLast();
    }
}
