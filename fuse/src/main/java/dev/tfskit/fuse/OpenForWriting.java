// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each file is open for writing. For such a file the kernel may hold written bytes that it has not
 * passed on yet. Thread-safe.
 */
final class OpenForWriting {

    /** The bits of {@code open} flags with the kind of access, and the kind without writing. */
    private static final int ACCESS = 3;

    private static final int READ_ONLY = 0;

    private final Map<Long, Integer> counts = new HashMap<>();

    /** Counts an opening. */
    synchronized void opened(long number, int flags) {
        if ((flags & ACCESS) != READ_ONLY) {
            counts.merge(number, 1, Integer::sum);
        }
    }

    /** Subtracts an opening with the same flags. */
    synchronized void closed(long number, int flags) {
        if ((flags & ACCESS) != READ_ONLY) {
            counts.computeIfPresent(number, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns whether no file is open for writing. */
    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns whether a file is open for writing. */
    synchronized boolean contains(long number) {
        return counts.containsKey(number);
    }
}
