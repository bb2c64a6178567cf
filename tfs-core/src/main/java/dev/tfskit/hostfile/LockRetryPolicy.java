// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.io.IoSupplier;
import dev.tfskit.posix.HostMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a program that is about to end: {@code umount} returns before the process behind a mount has brought
 * everything to disk, and that one keeps its lock until then. An image that is still mounted is not waited for.
 */
public final class LockRetryPolicy {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 20;

    private static final Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause() throws InterruptedException {
            Thread.sleep(PAUSE_MILLIS);
        }
    };

    private LockRetryPolicy() {}

    /** The time between attempts. */
    interface Clock {

        /**
         * Tells the time.
         *
         * @return nanoseconds since an arbitrary moment
         */
        long nanoTime();

        /**
         * Lets a little time pass.
         *
         * @throws InterruptedException when the thread is interrupted meanwhile
         */
        void pause() throws InterruptedException;
    }

    /**
     * Tries until the file is not locked any more, for ten seconds.
     *
     * @throws LockedException when it is locked after that, or at once when it is locked and mounted
     * @throws IOException when the attempt fails otherwise
     */
    public static <T> T attempt(Path file, IoSupplier<T> attempt) throws IOException {
        return attempt(file, attempt, SYSTEM);
    }

    /** As {@link #attempt(Path, IoSupplier)}, by another clock. */
    static <T> T attempt(Path file, IoSupplier<T> attempt, Clock clock) throws IOException {
        long start = clock.nanoTime();
        while (true) {
            try {
                return attempt.get();
            } catch (LockedException e) {
                if (clock.nanoTime() - start >= LIMIT_NANOS || HostMounts.isMounted(file)) {
                    throw e;
                }
                pause(clock, e);
            }
        }
    }

    private static void pause(Clock clock, LockedException reason) throws LockedException {
        try {
            clock.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }
}
