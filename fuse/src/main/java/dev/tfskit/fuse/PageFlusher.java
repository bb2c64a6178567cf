// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Makes the kernel pass on the bytes that it has collected for single files. A separate thread waits for the kernel,
 * because the kernel passes the bytes on as requests, which the threads of the session have to answer meanwhile.
 * Thread-safe.
 */
final class PageFlusher implements AutoCloseable {

    private final Notice notice;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-flush").daemon().factory());

    /** Makes the kernel pass on bytes. */
    @FunctionalInterface
    interface Notice {

        /**
         * Returns when the kernel has passed on what it has collected for a file.
         *
         * @param number the number of the file
         * @param offset the position in the file from which on it does so, in bytes
         */
        void send(long number, long offset);
    }

    /**
     * Creates a flusher, which needs no thread before its first file.
     *
     * @param notice makes the kernel pass on bytes
     */
    PageFlusher(Notice notice) {
        this.notice = notice;
    }

    /** Runs an action when the kernel has passed on the bytes of a file from an offset on. */
    void thenRun(long number, long offset, Runnable action) {
        executor.execute(() -> {
            notice.send(number, offset);
            action.run();
        });
    }

    /**
     * Waits until the kernel has passed on all bytes of some files. When the file system is unmounted meanwhile, the
     * kernel has done so.
     *
     * @param deadline a value of {@link System#nanoTime()} at which this gives up
     */
    void flush(Set<Long> numbers, long deadline) throws InterruptedException {
        CountDownLatch rest = new CountDownLatch(numbers.size());
        try {
            numbers.forEach(number -> thenRun(number, 0, rest::countDown));
        } catch (RejectedExecutionException closed) {
            return;
        }
        rest.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Waits for the actions in progress. */
    @Override
    public void close() {
        executor.close();
    }
}
