package dev.tfskit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the calling thread allocates: an image must not be able to ask for more than its own size explains. */
public final class AllocatedBytes {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    private AllocatedBytes() {}

    /** Starts to count. */
    public static AllocatedBytes start() {
        return new AllocatedBytes();
    }

    /** The bytes allocated since the start. */
    public long count() {
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
