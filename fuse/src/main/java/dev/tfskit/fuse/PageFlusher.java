// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Makes the kernel pass on the bytes that it has collected for single files. A separate thread waits for the kernel,
 * because the kernel passes the bytes on as requests, which the threads of the session have to answer meanwhile.
 * Thread-safe.
 */
final class PageFlusher implements AutoCloseable {

    private final LongConsumer flush;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-flush").daemon().factory());

    /**
     * Creates a flusher, which needs no thread before its first file.
     *
     * @param flush makes the kernel pass on the bytes of the file with a number, and returns when it has
     */
    PageFlusher(LongConsumer flush) {
        this.flush = flush;
    }

    /** Runs an action when the kernel has passed on the bytes of a file. */
    void thenRun(long number, Runnable action) {
        executor.execute(() -> {
            flush.accept(number);
            action.run();
        });
    }

    /** Waits for the actions in progress. */
    @Override
    public void close() {
        executor.close();
    }
}
