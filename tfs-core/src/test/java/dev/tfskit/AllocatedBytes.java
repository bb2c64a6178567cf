// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Counts the bytes that threads allocate on the heap, to show that an image cannot make a reader allocate more than its
 * own size justifies.
 */
public final class AllocatedBytes {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final LongSupplier counter;
    private final long before;

    private AllocatedBytes(LongSupplier counter) {
        this.counter = counter;
        this.before = counter.getAsLong();
    }

    /**
     * Starts to count what the calling thread allocates.
     *
     * @return the counter, for the calling thread alone
     */
    public static AllocatedBytes start() {
        return new AllocatedBytes(THREADS::getCurrentThreadAllocatedBytes);
    }

    /**
     * Starts to count what all threads allocate, also those that end meanwhile. A test that uses this must be isolated
     * from others.
     *
     * @return the counter, for any thread
     */
    public static AllocatedBytes startForAllThreads() {
        return new AllocatedBytes(THREADS::getTotalThreadAllocatedBytes);
    }

    /** The bytes allocated since the start. */
    public long count() {
        return counter.getAsLong() - before;
    }
}
