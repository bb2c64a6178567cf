// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.function.LongSupplier;

/**
 * Gives memory back to the host. Left alone, the JVM lets its heap grow to the largest size that it may have, before it
 * collects what has survived for a while, and an idle process would keep the largest heap that it ever needed. So this
 * collects garbage when the mount is idle, and when the heap has become much larger than it was after the last time.
 */
final class HeapTrim implements Runnable {

    /** What the heap may grow by besides half its size: a small heap is not worth a pause. */
    private static final long SPARE_BYTES = 32L << 20;

    private final LongSupplier requests;
    private final LongSupplier heapBytes;
    private final Runnable collector;
    private final int idleRuns;
    private int runsWithoutRequest;
    private long lastRequests;
    private long lastHeapBytes;

    /**
     * Creates the task, which is to run at regular intervals in one thread.
     *
     * @param requests returns how many requests were answered so far
     * @param heapBytes returns the size of the heap
     * @param collector collects garbage and makes the heap smaller
     * @param idleRuns after so many runs without a request, the mount is idle
     */
    HeapTrim(LongSupplier requests, LongSupplier heapBytes, Runnable collector, int idleRuns) {
        this.requests = requests;
        this.heapBytes = heapBytes;
        this.collector = collector;
        this.idleRuns = idleRuns;
        lastHeapBytes = heapBytes.getAsLong();
    }

    @Override
    public void run() {
        long now = requests.getAsLong();
        runsWithoutRequest = now == lastRequests ? runsWithoutRequest + 1 : 0;
        lastRequests = now;
        long bytes = heapBytes.getAsLong();
        // A collection takes time in proportion to what is in use. So it waits until there is as much to collect.
        boolean isLarge = bytes > lastHeapBytes + lastHeapBytes / 2 + SPARE_BYTES;
        boolean hasGrownAndIsIdle = bytes > lastHeapBytes && runsWithoutRequest >= idleRuns;
        if (isLarge || hasGrownAndIsIdle) {
            collector.run();
            lastHeapBytes = heapBytes.getAsLong();
        }
    }
}
