// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the disk, so that one thread of the session at least goes on to answer other requests. A thread of the
 * session waits itself as long as another one is left, because it costs time to wake a thread. What comes while all
 * threads wait is queued. A program waits for each request in the queue, so the programs limit its length. Thread-safe.
 */
final class SyncThreads implements Executor, AutoCloseable {

    /** Requests that wait at the same time share a commit: with more threads, many programs need fewer flushes. */
    private static final int MOST = 16;

    private static final int IDLE_SECONDS = 5;

    private final Semaphore inSession;

    /**
     * Once {@link #close} has begun, the caller does itself what still comes; when the volume is closed, that fails.
     */
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            MOST,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("tfs-sync-", 0).daemon().factory(),
            (task, _) -> task.run());

    /**
     * Needs no thread of its own before the threads of the session wait.
     *
     * @param sessionThreads how many threads of the session answer requests
     */
    SyncThreads(int sessionThreads) {
        inSession = new Semaphore(sessionThreads - 1);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        if (inSession.tryAcquire()) {
            try {
                task.run();
            } finally {
                inSession.release();
            }
        } else {
            executor.execute(task);
        }
    }

    /** Waits for the tasks that were handed over, those in the queue included. */
    @Override
    public void close() {
        executor.close();
    }
}
