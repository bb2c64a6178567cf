// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.HostMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Retries an operation while another program holds the lock of a file. {@code umount} returns before the process of the
 * mount has written everything and released its lock, so a locked file is retried for ten seconds. A file that is still
 * mounted is not retried. A file that another program has open for writing without a lock is retried for a second: a
 * program of this toolkit opens a file before it locks it, and a process that was just forked has all files of its
 * parent for a moment. When a retry finds the file locked, the second begins anew. Stateless and thread-safe.
 */
public final class LockRetryPolicy {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WRITER_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MIN_PAUSE_MILLIS = 10;
    private static final int MAX_PAUSE_MILLIS = 30;

    private static final Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause() throws InterruptedException {
            // Two programs may have given way to each other, and would do so again after equal pauses.
            Thread.sleep(ThreadLocalRandom.current().nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS + 1));
        }
    };

    private LockRetryPolicy() {}

    /** The source of time, which tests replace. */
    interface Clock {

        /**
         * Returns the current time.
         *
         * @return nanoseconds since an arbitrary moment
         */
        long nanoTime();

        /**
         * Sleeps for a short time.
         *
         * @throws InterruptedException when the thread is interrupted meanwhile
         */
        void pause() throws InterruptedException;
    }

    /**
     * Runs an operation until it does not throw {@link LockedException}, for up to ten seconds. Runs it again after an
     * {@link UnlockedWriterException}, at least once, until a second has passed in which each attempt threw one.
     *
     * @param <T> the type of the result
     * @param attempt the operation
     * @return the result of the operation
     * @throws LockedException when the file is still locked after ten seconds, when it is locked and mounted, or when
     *     the thread is interrupted
     * @throws IOException when the operation fails for another reason
     */
    public static <T> T attempt(IoSupplier<T> attempt) throws IOException {
        return attempt(attempt, SYSTEM);
    }

    /** Does the same as {@link #attempt(IoSupplier)} with another source of time. */
    static <T> T attempt(IoSupplier<T> attempt, Clock clock) throws IOException {
        long start = clock.nanoTime();
        OptionalLong metWriter = OptionalLong.empty();
        while (true) {
            try {
                return attempt.get();
            } catch (UnlockedWriterException e) {
                long now = clock.nanoTime();
                if (now - metWriter.orElse(now) >= WRITER_LIMIT_NANOS) {
                    throw e;
                }
                metWriter = OptionalLong.of(metWriter.orElse(now));
                pause(clock, e);
            } catch (LockedException e) {
                // The lock accounts for the writer; after its end there may be another one.
                metWriter = OptionalLong.empty();
                if (clock.nanoTime() - start >= LIMIT_NANOS || isMounted(e.locked())) {
                    throw e;
                }
                pause(clock, e);
            }
        }
    }

    /** A device that vanishes meanwhile is not mounted. */
    private static boolean isMounted(Path file) {
        try {
            return HostMounts.isMounted(file);
        } catch (IOException gone) {
            return false;
        }
    }

    private static <E extends IOException> void pause(Clock clock, E reason) throws E {
        try {
            clock.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
