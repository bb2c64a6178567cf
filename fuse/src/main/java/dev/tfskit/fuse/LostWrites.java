// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.io.IoSupplier;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jnr.constants.platform.Errno;

/**
 * The files of which the kernel had collected bytes that could not be written, until a program that writes to one
 * knows. The kernel drops such bytes, and itself reports the loss only to {@code fsync} and {@code close}: a program
 * that only writes would go on for ever. Thread-safe.
 */
final class LostWrites {

    private final Map<Long, Loss> losses = new ConcurrentHashMap<>();
    private final IoSupplier<Long> freeBlocks;

    /**
     * Begins without files.
     *
     * @param freeBlocks returns the number of free blocks of the volume
     */
    LostWrites(IoSupplier<Long> freeBlocks) {
        this.freeBlocks = freeBlocks;
    }

    /** Why the bytes were lost, and how many blocks were free then. */
    private record Loss(Errno error, long freeBlocks) {}

    /** Notes that bytes of a file were lost, with the error that another request gets from now on. */
    void add(long number, Errno error) throws IOException {
        losses.put(number, new Loss(error, freeBlocks.get()));
    }

    /** Returns whether bytes of a file were lost, and no program knows. */
    boolean contains(long number) {
        return losses.containsKey(number);
    }

    /**
     * Throws if a program must know of the loss, once for each. It need not when the volume was full and blocks became
     * free since: then its next write may have room. The kernel asks before it collects more bytes, once it has
     * forgotten the attributes of the file, and before some reads and seeks: the result of one of these is the error.
     */
    void report(long number) throws IOException {
        Loss loss = losses.remove(number);
        if (loss != null && !(loss.error == Errno.ENOSPC && freeBlocks.get() > loss.freeBlocks)) {
            throw new ErrnoException(loss.error);
        }
    }

    /** Drops the loss of a file that no program has open for writing any more. */
    void forget(long number) {
        losses.remove(number);
    }
}
