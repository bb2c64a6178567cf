// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoSupplier;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * The files of which the kernel had collected bytes that found no room, until a program that writes to one knows. The
 * kernel itself reports the loss only to {@code fsync} and {@code close}: a program that only writes would go on for
 * ever. It requests the attributes of a file before it collects more bytes, once it has forgotten them; an error is
 * then the result of the {@code write}. Thread-safe.
 */
final class LostWrites implements AutoCloseable {

    /** For each file, how many blocks were free then. */
    private final Map<Long, Long> losses = new ConcurrentHashMap<>();

    private final LongConsumer forgetAttributes;
    private final IoSupplier<Long> freeBlocks;
    /** A thread that answers requests must not wait for the kernel. */
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-lost").daemon().factory());

    /**
     * Begins without files, and needs no thread before the first one.
     *
     * @param forgetAttributes makes the kernel request the attributes of an inode again
     * @param freeBlocks returns the number of free blocks of the volume
     */
    LostWrites(LongConsumer forgetAttributes, IoSupplier<Long> freeBlocks) {
        this.forgetAttributes = forgetAttributes;
        this.freeBlocks = freeBlocks;
    }

    /** Notes that bytes of a file were lost, and makes the kernel ask before it collects more. */
    void add(long number) throws IOException {
        losses.put(number, freeBlocks.get());
        executor.execute(() -> forgetAttributes.accept(number));
    }

    /**
     * Returns whether the next write to a file must fail, once for each loss. It need not when blocks became free
     * since: then it may have room.
     */
    boolean take(long number) throws IOException {
        Long freeThen = losses.remove(number);
        return freeThen != null && freeBlocks.get() <= freeThen;
    }

    /** Drops the loss of a file that no program has open for writing any more. */
    void forget(long number) {
        losses.remove(number);
    }

    /** Waits for the messages to the kernel in progress. */
    @Override
    public void close() {
        executor.close();
    }
}
