// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Values of the directories of a tree. The value of a directory follows from that of the directory above it, and is
 * computed once, so a walk through a deep tree takes time in proportion to its depth. The tree must not change
 * meanwhile. Not thread-safe.
 *
 * @param <T> the type of the values
 */
public final class DirectoryValues<T> {

    private final Map<TreePath, T> known = new HashMap<>();
    private final Step<T> step;

    /**
     * Computes the value of a directory.
     *
     * @param <T> the type of the values
     */
    @FunctionalInterface
    public interface Step<T> {

        /**
         * Computes the value of a directory.
         *
         * @param above the value of the directory above it
         * @param directory its path
         * @return its value
         * @throws IOException when the tree cannot be read
         */
        T below(T above, TreePath directory) throws IOException;
    }

    /**
     * Creates the values of a tree.
     *
     * @param root the value of its root
     * @param step computes the value of each other directory
     */
    public DirectoryValues(T root, Step<T> step) {
        known.put(TreePath.ROOT, root);
        this.step = step;
    }

    /**
     * Returns the value of a directory.
     *
     * @param directory its path
     * @return its value
     * @throws IOException when the tree cannot be read
     */
    public T of(TreePath directory) throws IOException {
        Deque<TreePath> unknown = new ArrayDeque<>();
        TreePath at = directory;
        while (!known.containsKey(at)) {
            unknown.push(at);
            at = at.parent().orElse(TreePath.ROOT);
        }
        T value = known.get(at);
        for (TreePath each : unknown) {
            value = step.below(value, each);
            known.put(each, value);
        }
        return value;
    }
}
