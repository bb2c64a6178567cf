package dev.tfskit.fuse;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the kernel has open, by the numbers that it was given for them. Thread safe. */
final class Handles<T> {

    private final Map<Long, T> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** Gives something a number. */
    long add(final T opened) {
        final long handle = last.incrementAndGet();
        open.put(handle, opened);
        return handle;
    }

    T get(final long handle) {
        final T found = open.get(handle);
        if (found == null) {
            throw new IllegalStateException("the kernel uses a handle that it does not have: " + handle);
        }
        return found;
    }

    /** Takes the number back. */
    T remove(final long handle) {
        final T found = get(handle);
        open.remove(handle);
        return found;
    }
}
