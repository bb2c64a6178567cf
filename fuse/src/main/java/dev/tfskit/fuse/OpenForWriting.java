// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The files that are open for writing, and the handles that can write to them. For such a file the kernel may hold
 * written bytes that it has not passed on yet. Thread-safe.
 */
final class OpenForWriting {

    /** The bits of {@code open} flags with the kind of access, and the kind without writing. */
    private static final int ACCESS = 3;

    private static final int READ_ONLY = 0;

    private final Map<Long, Set<Long>> handles = new HashMap<>();

    /** Adds a handle, unless it is only for reading. */
    synchronized void opened(long number, long handle, int flags) {
        if ((flags & ACCESS) != READ_ONLY) {
            handles.computeIfAbsent(number, _ -> new HashSet<>()).add(handle);
        }
    }

    /** Removes a handle. */
    synchronized void closed(long number, long handle) {
        handles.computeIfPresent(number, (_, writing) -> {
            writing.remove(handle);
            return writing.isEmpty() ? null : writing;
        });
    }

    /** Returns whether no file is open for writing. */
    synchronized boolean isEmpty() {
        return handles.isEmpty();
    }

    /** Returns whether a file is open for writing. */
    synchronized boolean contains(long number) {
        return handles.containsKey(number);
    }

    /** Returns whether a handle can write to a file. */
    synchronized boolean contains(long number, long handle) {
        return handles.getOrDefault(number, Set.of()).contains(handle);
    }
}
