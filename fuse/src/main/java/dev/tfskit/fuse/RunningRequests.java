// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Watches the requests of the kernel. Thread-safe. */
final class RunningRequests {

    private static final long POLL_MILLIS = 5;

    private final LongAdder count = new LongAdder();
    private final AtomicInteger running = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime();

    /** Notes that a request begins. */
    void begin() {
        count.increment();
        running.incrementAndGet();
    }

    /** Notes that a request ends. */
    void end() {
        lastEnd = System.nanoTime();
        running.decrementAndGet();
    }

    /** Returns the number of requests so far. */
    long count() {
        return count.sum();
    }

    /**
     * Returns when no request has run for a time. All requests count: while they keep all threads busy, others wait
     * unseen in the kernel.
     *
     * @param quietMillis the time, in milliseconds
     * @param deadline a value of {@link System#nanoTime()} at which this gives up
     */
    void awaitQuiet(long quietMillis, long deadline) throws InterruptedException {
        long quiet = TimeUnit.MILLISECONDS.toNanos(quietMillis);
        long begin = System.nanoTime();
        long now = begin;
        long quietSince = begin;
        while (deadline - now > 0 && now - quietSince < quiet) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            boolean isRunning = running.get() > 0;
            now = System.nanoTime();
            quietSince = isRunning ? now : begin + Math.max(quietSince - begin, lastEnd - begin);
        }
    }
}
