// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoSupplier;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers the result of some work for an inode, so that the work is not repeated for each of its names. A hostile
 * image of a few megabytes can give a file of many extents a hundred thousand names, whatever its link count is. Most
 * inodes have only one name, so a result is kept only when the inode is met a second time. Nothing may change the
 * volume meanwhile. Not thread-safe.
 *
 * @param <T> a result
 */
public final class InodeResults<T> {

    private final InodeSet met = new InodeSet();
    private final Map<Inode, Outcome<T>> kept = new HashMap<>();

    /** What the work on an inode has led to. */
    private sealed interface Outcome<T> {

        /** Returns the result, or throws the damage that was found instead. */
        T get() throws TfsFormatException;

        record Result<T>(T get) implements Outcome<T> {}

        record Damage<T>(TfsFormatException damage) implements Outcome<T> {

            @Override
            public T get() throws TfsFormatException {
                throw damage;
            }
        }

        static <T> Outcome<T> of(IoSupplier<T> work) throws IOException {
            try {
                return new Result<>(work.get());
            } catch (TfsFormatException damage) {
                return new Damage<>(damage);
            }
        }
    }

    /** Creates an object without results. */
    public InodeResults() {}

    /**
     * Returns the result for an inode.
     *
     * @param inode the inode
     * @param work what gives the result, at most twice for an inode
     * @return the result
     * @throws TfsFormatException when the work finds the inode damaged, or has found so before
     * @throws IOException when the work fails otherwise; it is done again for the next name then
     */
    public T get(Inode inode, IoSupplier<T> work) throws IOException {
        Outcome<T> outcome = kept.get(inode);
        if (outcome == null) {
            outcome = Outcome.of(work);
            if (!met.add(inode)) {
                kept.put(inode, outcome);
            }
        }
        return outcome.get();
    }
}
