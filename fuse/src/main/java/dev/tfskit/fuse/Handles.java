// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the kernel has open, by the numbers that it was given for them. Thread-safe. */
final class Handles<T> {

    private final Map<Long, T> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** Gives something a number. */
    long add(T opened) {
        long handle = last.incrementAndGet();
        open.put(handle, opened);
        return handle;
    }

    T get(long handle) {
        T found = open.get(handle);
        if (found == null) {
            throw new IllegalStateException("the kernel uses a handle that it does not have: " + handle);
        }
        return found;
    }

    /** Takes the number back. */
    T remove(long handle) {
        T found = get(handle);
        open.remove(handle);
        return found;
    }
}
