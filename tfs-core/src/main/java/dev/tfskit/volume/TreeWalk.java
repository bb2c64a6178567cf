// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Visits everything below a directory: each directory before its entries, names in the order of their bytes. The walk
 * ends on every tree, of any depth and with any cycles: a directory that is met again, or has the entries of another
 * one, is visited but not entered. Not thread-safe.
 */
public final class TreeWalk {

    private final Deque<Level> levels = new ArrayDeque<>();
    private final EnteredDirectories entered;
    private int depth;
    private boolean isLast;

    private record Level(TreePath path, Iterator<DirectoryEntry> entries) {}

    /** One entry of the tree. */
    public sealed interface Visit {

        /**
         * Returns the path of the entry.
         *
         * @return the path
         */
        TreePath path();

        /**
         * A sound entry.
         *
         * @param path the path
         * @param inode the inode
         */
        record Entry(TreePath path, Inode inode) implements Visit {}

        /**
         * A damaged entry: it has no inode, or it is a directory whose entries were visited at another path.
         *
         * @param path the path
         * @param reason the damage
         */
        record Damaged(TreePath path, TfsFormatException reason) implements Visit {}
    }

    /**
     * Creates a walk of everything below a directory. The directory itself is not visited.
     *
     * @param path the path of the directory
     * @param directory the directory
     */
    public TreeWalk(TreePath path, Directory directory) {
        this(path, directory, new EnteredDirectories());
        entered.add(directory);
    }

    /**
     * Creates a walk of everything below a directory that does not enter what earlier walks have entered.
     *
     * @param path the path of the directory
     * @param directory the directory; the caller has added it to {@code entered}
     * @param entered the directories that are not entered; the walk adds others
     */
    public TreeWalk(TreePath path, Directory directory, EnteredDirectories entered) {
        this.entered = entered;
        push(path, directory);
    }

    /**
     * Returns whether an entry is left.
     *
     * @return true when {@link #next} returns one
     */
    public boolean hasNext() {
        while (!levels.isEmpty() && !levels.peek().entries.hasNext()) {
            levels.pop();
        }
        return !levels.isEmpty();
    }

    /**
     * Returns the next entry.
     *
     * @return the entry
     * @throws NoSuchElementException when there is none
     */
    public Visit next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Level level = levels.peek();
        depth = levels.size();
        DirectoryEntry entry = level.entries.next();
        isLast = !level.entries.hasNext();
        TreePath path = level.path.child(entry.name());
        try {
            Inode inode = entry.inode();
            if (inode instanceof Directory directory) {
                Optional<TfsFormatException> damage = entered.add(directory);
                if (damage.isPresent()) {
                    return new Visit.Damaged(path, damage.get());
                }
                push(path, directory);
            }
            return new Visit.Entry(path, inode);
        } catch (TfsFormatException damage) {
            return new Visit.Damaged(path, damage);
        }
    }

    /**
     * Returns the depth of the entry that {@link #next} returned last, counted from the start of the walk.
     *
     * @return the number of names, at least 1
     */
    public int depth() {
        return depth;
    }

    /**
     * Returns whether the entry that {@link #next} returned last is the last one of its directory.
     *
     * @return true when no further entry of this directory follows
     */
    public boolean isLast() {
        return isLast;
    }

    private void push(TreePath path, Directory directory) {
        levels.push(new Level(path, directory.entries().iterator()));
    }
}
