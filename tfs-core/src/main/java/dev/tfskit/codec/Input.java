// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;

/**
 * A stream of encoded bytes. Subclasses supply the bytes in runs, so that a record scattered over a disk is decoded
 * without being copied together first. Not thread-safe.
 */
public abstract class Input {

    /** The current run; indexes {@code position} to {@code limit} are unread. */
    protected byte[] run = {};
    /** The index of the next byte in {@link #run}. */
    protected int position;
    /** The index behind the last byte in {@link #run}. */
    protected int limit;

    /** Creates an input without a run. */
    protected Input() {}

    /**
     * Sets the fields to the next run, of at least one byte.
     *
     * @return false at the end of the input
     * @throws IOException when the device cannot be read
     */
    protected abstract boolean refill() throws IOException;

    /**
     * Returns the number of unread bytes in this run and all later ones.
     *
     * @return the number of bytes, at least 0
     */
    public abstract long remaining();

    /**
     * Returns the offset of the next byte, for messages.
     *
     * @return the offset in bytes from the start of the volume
     */
    public abstract long offset();

    /**
     * Reads a byte.
     *
     * @return 0 to 255
     * @throws TfsFormatException at the end of the input
     * @throws IOException when the device cannot be read
     */
    public final int next() throws IOException {
        if (position == limit && !refill()) {
            throw new TfsFormatException(offset(), "the record ends in the middle of a value");
        }
        return run[position++] & 0xff;
    }

    /**
     * Reads bytes into a new array.
     *
     * @param length the number of bytes; checked against {@link #remaining} before the array is allocated
     * @return the bytes
     * @throws TfsFormatException when fewer bytes remain, or the length exceeds 2 GiB
     * @throws IOException when the device cannot be read
     */
    public final byte[] take(long length) throws IOException {
        if (length > remaining()) {
            throw new TfsFormatException(
                    offset(), "a value of " + Messages.bytes(length) + " with only " + remaining() + " left");
        }
        if (length > Integer.MAX_VALUE - 16) {
            throw new TfsFormatException(offset(), "a value of " + length + " bytes, more than 2 GiB");
        }
        byte[] taken = new byte[(int) length];
        int done = 0;
        while (done < taken.length) {
            if (position == limit && !refill()) {
                throw new TfsFormatException(offset(), "the record ends in the middle of a value");
            }
            int step = Math.min(taken.length - done, limit - position);
            System.arraycopy(run, position, taken, done, step);
            position += step;
            done += step;
        }
        return taken;
    }
}
