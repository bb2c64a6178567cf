// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The files without a name that the kernel still knows, by number. No program may have such a file open: the kernel
 * also refers to it for a descriptor of {@code O_PATH}, a bind mount of the file alone, or overlayfs, and can open it
 * again. So this holds each of them open until the kernel forgets it. Thread-safe.
 */
final class RemovedFiles {

    /**
     * The time that the kernel and this program need at most until a file is forgotten that is not in use. The kernel
     * sends that before the next request of the program that removed the file, but does not wait for it.
     */
    private static final long FORGET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Map<Long, Held> files = new HashMap<>();
    private long newest = System.nanoTime() - 2 * FORGET_NANOS;

    private record Held(OpenFile file, long since) {}

    /** Takes a file over, to close it later. */
    synchronized void keep(long number, OpenFile file) {
        newest = System.nanoTime();
        files.put(number, new Held(file, newest));
    }

    /** Closes a file, if it is one of these, because the kernel has forgotten it. */
    void release(long number) throws IOException {
        Held held;
        synchronized (this) {
            held = files.remove(number);
        }
        if (held != null) {
            held.file.close();
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Waits a moment for the space of files that have just been removed.
     *
     * @return whether there may be more space than before
     */
    synchronized boolean awaitSpace() throws InterruptedIOException {
        boolean isRecent = System.nanoTime() - newest < 2 * FORGET_NANOS;
        while (files.values().stream().anyMatch(held -> System.nanoTime() - held.since < FORGET_NANOS)) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, FORGET_NANOS);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("the process ends");
            }
        }
        return isRecent;
    }

    /** Closes all files. */
    void close() throws IOException {
        for (long number : numbers()) {
            release(number);
        }
    }

    private synchronized List<Long> numbers() {
        return List.copyOf(files.keySet());
    }
}
