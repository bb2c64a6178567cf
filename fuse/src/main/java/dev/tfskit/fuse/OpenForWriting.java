// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts how often each file is open for writing. For such a file the kernel may have bytes that no other program
 * knows. Thread-safe.
 */
final class OpenForWriting {

    /** The bits of {@code open} flags with the kind of access, and the kind without writing. */
    private static final int ACCESS = 3;

    private static final int READ_ONLY = 0;

    /** How long to wait: the kernel reports the close of a file a moment after {@code close} has returned. */
    private static final long PATIENCE_NANOS = 20_000_000;

    private final Map<Long, Integer> counts = new HashMap<>();

    /** Counts an opening. */
    synchronized void opened(long number, int flags) {
        if ((flags & ACCESS) != READ_ONLY) {
            counts.merge(number, 1, Integer::sum);
        }
    }

    /** Takes back an opening with the same flags. */
    synchronized void closed(long number, int flags) {
        if ((flags & ACCESS) != READ_ONLY) {
            counts.computeIfPresent(number, (_, count) -> count == 1 ? null : count - 1);
            notifyAll();
        }
    }

    /** Returns whether no file is open for writing. */
    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns whether a file is open for writing, and is not being closed right now. */
    synchronized boolean contains(long number) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (long left = PATIENCE_NANOS; counts.containsKey(number) && left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return counts.containsKey(number);
    }
}
