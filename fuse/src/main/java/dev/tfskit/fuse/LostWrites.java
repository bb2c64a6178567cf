// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoSupplier;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import jnr.constants.platform.Errno;

/**
 * The files of which bytes were lost that the kernel had collected, until a program that writes to one knows. The
 * kernel itself reports the loss only to {@code fsync} and {@code close}: a program that only writes would go on for
 * ever. It requests the attributes of a file before it collects more bytes, once it has forgotten them; an error is
 * then the result of the {@code write}. Thread-safe.
 */
final class LostWrites implements AutoCloseable {

    private final Map<Long, Loss> losses = new ConcurrentHashMap<>();
    private final LongConsumer forgetAttributes;
    private final IoSupplier<Long> freeBlocks;
    /** A thread that answers requests must not wait for the kernel. */
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tfs-lost").daemon().factory());

    /** Why bytes were lost, and how many blocks were free then. */
    private record Loss(Errno error, long freeBlocks) {}

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
    void add(long number, Errno error) throws IOException {
        losses.put(number, new Loss(error, freeBlocks.get()));
        executor.execute(() -> forgetAttributes.accept(number));
    }

    /**
     * Returns the error for the next write to a file, once for each loss. It is empty when blocks became free since:
     * then the write may have room.
     */
    Optional<Errno> take(long number) throws IOException {
        Loss loss = losses.remove(number);
        return loss == null || freeBlocks.get() > loss.freeBlocks() ? Optional.empty() : Optional.of(loss.error());
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
