// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Makes the kernel pass on the bytes that it has collected for single files. A separate thread waits for the kernel,
 * because the kernel passes the bytes on as requests, which the threads of the session have to answer meanwhile.
 * Thread-safe.
 */
final class PageFlusher implements AutoCloseable {

    /** The length of a range without an end. */
    static final long TO_THE_END = 0;

    private final Notice notice;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-flush").daemon().factory());

    /** Makes the kernel pass on bytes. */
    @FunctionalInterface
    interface Notice {

        /**
         * Returns when the kernel has passed on what it has collected for a range of a file.
         *
         * @param number the number of the file
         * @param offset where the range begins, in bytes
         * @param length its length in bytes, or {@link #TO_THE_END}
         */
        void send(long number, long offset, long length);
    }

    /**
     * Creates a flusher, which needs no thread before its first file.
     *
     * @param notice makes the kernel pass on bytes
     */
    PageFlusher(Notice notice) {
        this.notice = notice;
    }

    /**
     * Runs an action when the kernel has passed on the bytes of a range of a file.
     *
     * @param length its length in bytes, or {@link #TO_THE_END}
     */
    void thenRun(long number, long offset, long length, Runnable action) {
        executor.execute(() -> {
            notice.send(number, offset, length);
            action.run();
        });
    }

    /** Waits for the actions in progress. */
    @Override
    public void close() {
        executor.close();
    }
}
