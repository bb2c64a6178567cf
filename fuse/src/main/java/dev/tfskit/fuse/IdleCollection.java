// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.function.LongSupplier;

/**
 * Gives memory back to the host while the mount is idle. The JVM collects garbage when it needs memory, and only then
 * makes its heap smaller: an idle process would keep the largest heap that it ever needed.
 */
final class IdleCollection implements Runnable {

    private final LongSupplier requests;
    private final LongSupplier heapBytes;
    private final Runnable collector;
    private long lastRequests;
    private long lastHeapBytes;

    /**
     * Creates the task, which is to run at regular intervals in one thread.
     *
     * @param requests returns how many requests were answered so far
     * @param heapBytes returns the size of the heap
     * @param collector collects garbage and makes the heap smaller
     */
    IdleCollection(LongSupplier requests, LongSupplier heapBytes, Runnable collector) {
        this.requests = requests;
        this.heapBytes = heapBytes;
        this.collector = collector;
        lastHeapBytes = heapBytes.getAsLong();
    }

    /** Collects when no request came since the last run, and the heap has grown since the last collection. */
    @Override
    public void run() {
        long now = requests.getAsLong();
        if (now == lastRequests && heapBytes.getAsLong() > lastHeapBytes) {
            collector.run();
            lastHeapBytes = heapBytes.getAsLong();
        }
        lastRequests = now;
    }
}
