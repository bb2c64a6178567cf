// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.error.TfsFormatException;
import java.io.IOException;

/**
 * Unsigned 64-bit integers in 1 to 10 bytes, most significant group first (docs/format.md, section 1). Stateless and
 * thread-safe.
 */
public final class Varint {

    /** The most bytes of a number. */
    public static final int MAX_BYTES = 10;

    private static final int MORE = 0x80;
    private static final int GROUP = 0x7f;
    private static final int GROUP_BITS = 7;

    private Varint() {}

    /**
     * Reads a number of 1 to 10 bytes, even if it could be encoded in fewer.
     *
     * @param in the input
     * @return 64 bits, unsigned
     * @throws TfsFormatException when the number has more than 10 bytes or more than 64 bits
     * @throws IOException when the input cannot be read
     */
    public static long read(Input in) throws IOException {
        long start = in.offset();
        return readTail(in, 0, MAX_BYTES, start);
    }

    /**
     * Reads a length or a block number.
     *
     * @param in the input
     * @return 0 to 2^63 - 1
     * @throws TfsFormatException as {@link #read}, and when the number is larger than 2^63 - 1
     * @throws IOException when the input cannot be read
     */
    public static long readSize(Input in) throws IOException {
        long start = in.offset();
        long size = readTail(in, 0, MAX_BYTES, start);
        if (size < 0) {
            throw new TfsFormatException(
                    start,
                    "a length or block number of " + Long.toUnsignedString(size)
                            + " in the log, where at most 2^63 - 1 is possible");
        }
        return size;
    }

    /** Reads the rest of a number whose leading bits are known, of at most {@code mostBytes} bytes. */
    static long readTail(Input in, long head, int mostBytes, long start) throws IOException {
        long value = head;
        for (int i = 0; i < mostBytes; i++) {
            int next = in.next();
            if (value >>> (Long.SIZE - GROUP_BITS) != 0) {
                throw new TfsFormatException(start, "a varint of more than 64 bits");
            }
            value = value << GROUP_BITS | next & GROUP;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new TfsFormatException(start, "a varint of more than " + MAX_BYTES + " bytes");
    }

    /**
     * Writes a number in as few bytes as possible.
     *
     * @param out the output
     * @param value the number, unsigned
     */
    public static void write(Output out, long value) {
        writeTail(out, value, size(value));
    }

    /** Writes the low 7·{@code bytes} bits of a number in exactly {@code bytes} bytes. */
    static void writeTail(Output out, long value, int bytes) {
        for (int i = bytes - 1; i > 0; i--) {
            out.write((int) (value >>> (GROUP_BITS * i)) & GROUP | MORE);
        }
        out.write((int) value & GROUP);
    }

    /**
     * Returns how many bytes {@link #write} needs for a number.
     *
     * @param value the number, unsigned
     * @return 1 to 10
     */
    public static int size(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
        return Math.max(1, (bits + GROUP_BITS - 1) / GROUP_BITS);
    }
}
