// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files and directories that the kernel has open, by the numbers that this program has assigned to them.
 * Thread-safe.
 */
final class Handles<T> {

    private final Map<Long, T> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** Assigns a number to an open file or directory. */
    long add(T opened) {
        long handle = last.incrementAndGet();
        open.put(handle, opened);
        return handle;
    }

    /** Returns the file or directory that has a number. */
    T get(long handle) {
        T found = open.get(handle);
        if (found == null) {
            throw new IllegalStateException("the kernel uses a handle that it does not have: " + handle);
        }
        return found;
    }

    /** Releases a number, and returns the file or directory that had it. */
    T remove(long handle) {
        T found = get(handle);
        open.remove(handle);
        return found;
    }
}
