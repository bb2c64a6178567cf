// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that wait for the disk, so that the threads of the session answer other requests meanwhile. What comes
 * while all of them wait is queued. A program waits for each request in the queue, so the programs limit its length.
 * Thread-safe.
 */
final class SyncThreads implements Executor, AutoCloseable {

    /** Requests that wait at the same time share a commit: with more threads, many programs need fewer flushes. */
    private static final int MOST = 16;

    private static final int IDLE_SECONDS = 5;

    /** After {@link #close}, the caller does itself what still comes, and fails at the closed volume. */
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            MOST,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tfs-sync-", 0).daemon().factory(),
            (task, _) -> task.run());

    /** Needs no thread before the first task. */
    SyncThreads() {
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Waits for the tasks, those in the queue included. */
    @Override
    public void close() {
        executor.close();
    }
}
