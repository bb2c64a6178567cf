// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Visits everything below a directory, each directory before what is in it, names in the order of their bytes. It ends
 * on every tree, however deep or tangled: a directory that is met again is visited but not entered. Not thread safe.
 */
public final class TreeWalk {

    private final Deque<Level> levels = new ArrayDeque<>();
    private final Set<Directory> entered = new HashSet<>();
    private int depth;

    private record Level(TreePath path, Iterator<DirectoryEntry> entries) {}

    /** One entry of the tree. */
    public sealed interface Visit {

        /** Where it is. */
        TreePath path();

        /** An entry that can be looked at. */
        record Entry(TreePath path, Inode inode) implements Visit {}

        /** An entry that the image has damaged: no inode, or a directory that is somewhere else already. */
        record Damaged(TreePath path, TfsFormatException reason) implements Visit {}
    }

    /** A walk of everything below a directory, which is not visited itself. */
    public TreeWalk(TreePath path, Directory directory) {
        enter(path, directory);
    }

    /** Whether there is another entry. */
    public boolean hasNext() {
        while (!levels.isEmpty() && !levels.peek().entries.hasNext()) {
            levels.pop();
        }
        return !levels.isEmpty();
    }

    /**
     * The next entry.
     *
     * @throws NoSuchElementException when there is none
     */
    public Visit next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Level level = levels.peek();
        depth = levels.size();
        DirectoryEntry entry = level.entries.next();
        TreePath path = level.path.child(entry.name());
        try {
            Inode inode = entry.inode();
            if (inode instanceof Directory directory && !enter(path, directory)) {
                return new Visit.Damaged(path, new TfsFormatException("a directory that has another name already"));
            }
            return new Visit.Entry(path, inode);
        } catch (TfsFormatException damage) {
            return new Visit.Damaged(path, damage);
        }
    }

    /** How many names the path of the entry that was returned last has below the start of the walk. */
    public int depth() {
        return depth;
    }

    private boolean enter(TreePath path, Directory directory) {
        if (!entered.add(directory)) {
            return false;
        }
        levels.push(new Level(path, directory.entries().iterator()));
        return true;
    }
}
