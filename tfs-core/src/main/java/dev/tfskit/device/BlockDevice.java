// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Random-access storage of a known size. Offsets and sizes are in bytes. All methods are thread-safe; when two threads
 * write the same bytes at the same time, each byte has one of the two values afterwards.
 */
public interface BlockDevice extends Closeable {

    /** The size of a block in bytes. TFS counts storage in blocks. */
    int BLOCK_BYTES = 512;

    /** The most bytes that {@link #zero} writes at once. */
    int ZERO_STEP_BYTES = 128 << 10;

    /**
     * Returns the current size of the device.
     *
     * @return the size in bytes, at least 0
     * @throws IOException when the size cannot be determined
     */
    long size() throws IOException;

    /**
     * Reads bytes until the buffer is full.
     *
     * @param offset the offset of the first byte to read, in bytes from the start of the device; at least 0
     * @param target receives the bytes; its position equals its limit afterwards
     * @throws java.io.EOFException when the device ends before the buffer is full
     * @throws IOException when reading fails
     */
    void read(long offset, ByteBuffer target) throws IOException;

    /**
     * Writes all remaining bytes of a buffer.
     *
     * @param offset the offset of the first byte to write, in bytes from the start of the device; at least 0
     * @param source holds the bytes; its position equals its limit afterwards
     * @throws java.nio.channels.NonWritableChannelException when the device was opened for reading only
     * @throws IOException when writing fails; any part of the bytes may have been written
     */
    void write(long offset, ByteBuffer source) throws IOException;

    /**
     * Overwrites bytes with zeros. A device that supports holes frees the storage of the range; this default
     * implementation writes zeros.
     *
     * @param offset the offset of the first byte, in bytes from the start of the device; at least 0
     * @param bytes the number of bytes, at least 0
     * @throws IOException when writing fails; any part of the bytes may be zero then
     */
    default void zero(long offset, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, ZERO_STEP_BYTES));
        for (long done = 0; done < bytes; done += zeros.limit()) {
            zeros.clear().limit((int) Math.min(bytes - done, zeros.capacity()));
            write(offset + done, zeros);
        }
    }

    /**
     * Returns whether a range is known to have no storage. Such a range reads as zeros.
     *
     * @param offset the offset of the first byte, in bytes from the start of the device; at least 0
     * @param bytes the number of bytes, at least 1; the range ends within the device
     * @return false when a part of the range has storage, or the device does not know, as this default implementation
     */
    default boolean isHole(long offset, long bytes) {
        return false;
    }

    /**
     * Makes all bytes durable that were written so far, by whatever program. After a failure it is unknown which of
     * them reached the storage; a later call that succeeds does not prove that they did.
     *
     * @throws IOException when the bytes may not be durable
     */
    void force() throws IOException;
}
