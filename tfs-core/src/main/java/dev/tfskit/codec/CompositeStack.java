// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.Composite;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stack of the composites (tuples and vectors) whose members are being read or written, with the progress in each.
 * Not thread-safe.
 */
final class CompositeStack {

    private @Nullable Composite[] composites = new Composite[8];
    private int[] sizes = new int[8];
    private int[] done = new int[8];
    private int depth;

    boolean isEmpty() {
        return depth == 0;
    }

    int depth() {
        return depth;
    }

    void push(Composite composite, int size) {
        if (depth == composites.length) {
            composites = Arrays.copyOf(composites, 2 * depth);
            sizes = Arrays.copyOf(sizes, 2 * depth);
            done = Arrays.copyOf(done, 2 * depth);
        }
        composites[depth] = composite;
        sizes[depth] = size;
        done[depth] = 0;
        depth++;
    }

    Composite top() {
        return Objects.requireNonNull(composites[depth - 1]);
    }

    /** Returns whether all members of the top composite have been counted. */
    boolean isComplete() {
        return done[depth - 1] == sizes[depth - 1];
    }

    /** Counts a member of the top composite and returns its index. */
    int countMember() {
        return done[depth - 1]++;
    }

    void pop() {
        composites[--depth] = null;
    }

    void clear() {
        while (depth > 0) {
            pop();
        }
    }
}
