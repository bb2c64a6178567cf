// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes the sequences of one compressed block. Each sequence holds literal bytes and, except for the last, a match: a
 * distance and a length of bytes to copy from the output. The decoders of lz4-java cannot continue after earlier blocks
 * and cannot tell the unpacked length without unpacking. One instance decodes one block once. Not thread-safe.
 */
final class Lz4Sequences {

    private static final int LENGTH_BITS = 4;
    private static final int LONG_LENGTH = 15;
    private static final int MORE = 255;
    private static final int SHORTEST_REPEAT = 4;
    /**
     * Most copies are at most this long. Copying this fixed number of bytes is faster than copying the exact number.
     */
    private static final int SHORT_COPY = 2 * Long.BYTES;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] in;
    private final int end;
    private final long offset;
    private int at;
    private int literalsAt;
    private int literals;
    private int distance;
    private int matchLength;
    private boolean last;

    /**
     * Creates a decoder of a block.
     *
     * @param in holds the block from index 0 on; at most 4 MiB, so that no length overflows
     * @param length the number of bytes of the block
     * @param offset the position of the block in the compressed file, for messages
     */
    Lz4Sequences(byte[] in, int length, long offset) {
        this.in = in;
        this.end = length;
        this.offset = offset;
    }

    /**
     * Computes the unpacked length.
     *
     * @param most the largest length allowed, in bytes
     * @return the length in bytes
     * @throws TfsFormatException when the block is damaged in a way that shows without unpacking, or unpacks to more
     *     than {@code most} bytes
     */
    int unpackedLength(int most) throws TfsFormatException {
        long length = 0;
        while (next()) {
            length += literals + (long) matchLength;
            if (length > most) {
                throw damaged("unpacks to more than " + most + " bytes");
            }
        }
        return (int) length;
    }

    /**
     * Unpacks the block.
     *
     * @param out the target; bytes before {@code start} may be copied by matches
     * @param start the index of the first unpacked byte
     * @return the index behind the last unpacked byte
     * @throws TfsFormatException when the block is damaged, or there is no room for its content
     */
    int unpack(byte[] out, int start) throws TfsFormatException {
        int to = start;
        while (next()) {
            if (literals > out.length - to || matchLength > out.length - to - literals) {
                throw damaged("unpacks to more than the expected " + Messages.bytes(out.length - start));
            }
            copyLiterals(out, to);
            to += literals;
            if (distance > to) {
                throw damaged("refers to bytes before the start of the content");
            }
            copyMatch(out, to);
            to += matchLength;
        }
        return to;
    }

    private void copyLiterals(byte[] out, int to) {
        if (literals <= SHORT_COPY && to <= out.length - SHORT_COPY && literalsAt <= in.length - SHORT_COPY) {
            copyShort(in, literalsAt, out, to);
        } else {
            System.arraycopy(in, literalsAt, out, to, literals);
        }
    }

    /** Copies a match. Source and target may overlap; then the copy repeats its own output. */
    private void copyMatch(byte[] out, int to) {
        int from = to - distance;
        if (matchLength <= SHORT_COPY && distance >= Long.BYTES && to <= out.length - SHORT_COPY) {
            copyShort(out, from, out, to);
        } else if (distance == 1) {
            Arrays.fill(out, to, to + matchLength, out[from]);
        } else {
            int done = 0;
            while (done < matchLength) {
                int count = Math.min(matchLength - done, distance + done);
                System.arraycopy(out, from, out, to + done, count);
                done += count;
            }
        }
    }

    /** Copies a fixed number of bytes; the next sequence overwrites the surplus. */
    private static void copyShort(byte[] from, int at, byte[] out, int to) {
        EIGHT_BYTES.set(out, to, (long) EIGHT_BYTES.get(from, at));
        EIGHT_BYTES.set(out, to + Long.BYTES, (long) EIGHT_BYTES.get(from, at + Long.BYTES));
    }

    private boolean next() throws TfsFormatException {
        if (last) {
            return false;
        }
        int token = nextByte();
        literals = length(token >> LENGTH_BITS);
        literalsAt = at;
        if (literals > end - at) {
            throw damaged("ends within its literal bytes");
        }
        at += literals;
        last = at == end;
        if (last) {
            matchLength = 0;
            distance = 0;
            return true;
        }
        distance = nextByte() | nextByte() << Byte.SIZE;
        matchLength = SHORTEST_REPEAT + length(token & LONG_LENGTH);
        if (distance == 0) {
            throw damaged("has a match with distance 0");
        }
        return true;
    }

    private int length(int nibble) throws TfsFormatException {
        int length = nibble;
        if (nibble == LONG_LENGTH) {
            int more = MORE;
            while (more == MORE) {
                more = nextByte();
                length += more;
            }
        }
        return length;
    }

    private int nextByte() throws TfsFormatException {
        if (at == end) {
            throw damaged("ends within a sequence");
        }
        return in[at++] & 0xff;
    }

    private TfsFormatException damaged(String how) {
        return TfsFormatException.ofCompression(
                offset + at,
                "the LZ4 block at byte " + offset + " of the compressed file " + how + "; copy the image again");
    }
}
