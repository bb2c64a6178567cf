// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The files without a name that the kernel still knows, by number: those that have lost their last name, and those of
 * {@code O_TMPFILE}. The kernel can refer to such a file, and open it again, even when no program has it open: for a
 * descriptor of {@code O_PATH}, a bind mount of the file alone, or overlayfs. So this holds each of them open until the
 * kernel forgets it. Thread-safe.
 */
final class NamelessFiles {

    /**
     * The time that the kernel and this program need at most until a file is forgotten that is not in use. The kernel
     * sends that soon after the removal or the last close, but not before every other request: no request may wait for
     * it.
     */
    private static final long FORGET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongSupplier nanoTime;
    private final Map<Long, Held> files = new HashMap<>();
    /** When a file was removed or closed last that no program had open then, by {@link #nanoTime}. */
    private long newest;

    /**
     * An open file that is held.
     *
     * @param since when it was made, removed or closed last, by {@link #nanoTime}
     * @param isReopened whether a program has opened it without a name: something other than open files refers to it
     */
    private record Held(OpenFile file, long since, boolean isReopened) {}

    /** @param nanoTime a clock such as {@link System#nanoTime} */
    NamelessFiles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.newest = nanoTime.getAsLong() - 2 * FORGET_NANOS;
    }

    /**
     * Takes over an open file, to close it later. This may hold the file already: it was removed, or made, first and
     * closed then, or two threads have removed its last two names at the same time.
     */
    synchronized void keep(long number, OpenFile file) throws IOException {
        long now = nanoTime.getAsLong();
        Held same = files.get(number);
        OpenFile kept = file;
        if (same != null && same.isReopened) {
            kept = same.file;
            file.close();
        } else {
            files.put(number, new Held(file, now, false));
            if (same != null) {
                same.file.close();
            }
        }
        if (kept.freesBlocksOnClose()) {
            newest = now;
        }
    }

    /**
     * Notes that a program has opened a file, if it is one of these. Something other than open files refers to it, so
     * it keeps its space after its last close, until the kernel forgets it.
     */
    synchronized void noteOpened(long number) {
        files.computeIfPresent(number, (_, held) -> new Held(held.file, held.since, true));
    }

    /** Closes a file, if it is one of these, because the kernel has forgotten it or it has got a name. */
    synchronized void release(long number) throws IOException {
        Held held = files.remove(number);
        if (held != null) {
            held.file.close();
        }
    }

    /**
     * Closes the files that were removed or closed a moment ago and that no program has open, for their space: the
     * kernel is most likely just forgetting them.
     *
     * @return whether there may be more space than a moment ago
     */
    synchronized boolean releaseNewest() throws IOException {
        boolean mayHaveFreed = nanoTime.getAsLong() - newest < 2 * FORGET_NANOS;
        for (Map.Entry<Long, Held> each : List.copyOf(files.entrySet())) {
            if (isNew(each.getValue())) {
                release(each.getKey());
                mayHaveFreed = true;
            }
        }
        return mayHaveFreed;
    }

    /**
     * Counts the blocks of the files that were removed or closed a moment ago and that no program has open: their space
     * is most likely just becoming free.
     */
    synchronized long newestBlocks() {
        return files.values().stream()
                .filter(this::isNew)
                .mapToLong(held -> held.file.file().allocatedBlocks())
                .sum();
    }

    /** Returns whether closing a file would free its blocks, and the kernel is most likely just forgetting it. */
    private boolean isNew(Held held) {
        return !held.isReopened && nanoTime.getAsLong() - held.since < FORGET_NANOS && held.file.freesBlocksOnClose();
    }

    /** Closes all files. */
    synchronized void close() throws IOException {
        for (long number : List.copyOf(files.keySet())) {
            release(number);
        }
    }
}
