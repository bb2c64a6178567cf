// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;

/**
 * Encoded bytes, read once from front to back. The bytes come in runs that a subclass supplies, so that a record which
 * is scattered over a disk is decoded without being gathered first. Not thread safe.
 */
public abstract class Input {

    /** The current run: bytes {@code position} to {@code limit} of this array are still to be read. */
    protected byte[] run = {};
    /** Index of the next byte in {@link #run}. */
    protected int position;
    /** Index behind the last byte in {@link #run}. */
    protected int limit;

    /** For subclasses. */
    protected Input() {}

    /**
     * Puts the next run, of at least one byte, into the fields.
     *
     * @return false at the end of the input
     * @throws IOException when the device cannot be read
     */
    protected abstract boolean refill() throws IOException;

    /** Bytes not yet read, of this run and all that follow. */
    public abstract long remaining();

    /** Where the next byte stands, in bytes from the start of the volume; for messages. */
    public abstract long offset();

    /**
     * The next byte, as 0 to 255.
     *
     * @throws TfsFormatException at the end of the input
     */
    public final int next() throws IOException {
        if (position == limit && !refill()) {
            throw new TfsFormatException(offset(), "the record ends in the middle of a value");
        }
        return run[position++] & 0xff;
    }

    /**
     * The next bytes, as an array of their own.
     *
     * @param length how many; checked against what remains before anything is allocated
     * @throws TfsFormatException when fewer remain
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
