// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The sequences of one compressed block: each has bytes to take as they are and then, but for the last, bytes to repeat
 * from what came out before. The decoders of lz4-java know nothing of blocks that go on where others ended, and none
 * tells how long a block will be without unpacking it.
 */
final class Lz4Sequences {

    private static final int LENGTH_BITS = 4;
    private static final int LONG_LENGTH = 15;
    private static final int MORE = 255;
    private static final int SHORTEST_REPEAT = 4;
    /** Most copies are not longer, and this many bytes at once are copied faster than any exact number. */
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
    private int repeated;
    private boolean last;

    /**
     * The sequences of a block.
     *
     * @param in holds it, from its first byte on; at most 4 MiB, so that no length in it overflows
     * @param length how many bytes it has
     * @param offset where it stands in the compressed file, for messages
     */
    Lz4Sequences(byte[] in, int length, long offset) {
        this.in = in;
        this.end = length;
        this.offset = offset;
    }

    /**
     * How many bytes the block unpacks to.
     *
     * @param most how many it may
     * @throws TfsFormatException when it is damaged, as far as that shows without unpacking
     */
    int unpackedLength(int most) throws TfsFormatException {
        long length = 0;
        while (next()) {
            length += literals + (long) repeated;
            if (length > most) {
                throw damaged("unpacks to more than " + most + " bytes");
            }
        }
        return (int) length;
    }

    /**
     * Unpacks the block, which fills an array to its end.
     *
     * @param out what stands before {@code start} may be repeated
     * @param start where the first byte goes
     * @throws TfsFormatException when it is damaged or does not unpack to that many bytes
     */
    void unpack(byte[] out, int start) throws TfsFormatException {
        int to = start;
        while (next()) {
            if (literals > out.length - to || repeated > out.length - to - literals) {
                throw damaged("unpacks to more than the expected " + Messages.bytes(out.length - start));
            }
            copyLiterals(out, to);
            to += literals;
            if (distance > to) {
                throw damaged("repeats bytes from before the start");
            }
            repeat(out, to);
            to += repeated;
        }
        if (to != out.length) {
            throw damaged("unpacks to " + Messages.bytes(to - start) + ", not to the expected " + (out.length - start));
        }
    }

    private void copyLiterals(byte[] out, int to) {
        if (literals <= SHORT_COPY && to <= out.length - SHORT_COPY && literalsAt <= in.length - SHORT_COPY) {
            copyShort(in, literalsAt, out, to);
        } else {
            System.arraycopy(in, literalsAt, out, to, literals);
        }
    }

    /** What is repeated may reach into what the repetition itself makes. */
    private void repeat(byte[] out, int to) {
        int from = to - distance;
        if (repeated <= SHORT_COPY && distance >= Long.BYTES && to <= out.length - SHORT_COPY) {
            copyShort(out, from, out, to);
        } else if (distance == 1) {
            Arrays.fill(out, to, to + repeated, out[from]);
        } else {
            int done = 0;
            while (done < repeated) {
                int count = Math.min(repeated - done, distance + done);
                System.arraycopy(out, from, out, to + done, count);
                done += count;
            }
        }
    }

    /** Always the same number of bytes: what is too much is written again with what comes next. */
    private static void copyShort(byte[] from, int at, byte[] out, int to) {
        EIGHT_BYTES.set(out, to, (long) EIGHT_BYTES.get(from, at));
        EIGHT_BYTES.set(out, to + Long.BYTES, (long) EIGHT_BYTES.get(from, at + Long.BYTES));
    }

    private boolean next() throws TfsFormatException {
        if (last) {
            return false;
        }
        int token = take();
        literals = length(token >> LENGTH_BITS);
        literalsAt = at;
        if (literals > end - at) {
            throw damaged("ends within bytes that it holds");
        }
        at += literals;
        last = at == end;
        if (last) {
            repeated = 0;
            distance = 0;
            return true;
        }
        distance = take() | take() << Byte.SIZE;
        repeated = SHORTEST_REPEAT + length(token & LONG_LENGTH);
        if (distance == 0) {
            throw damaged("repeats bytes from nowhere");
        }
        return true;
    }

    private int length(int short4) throws TfsFormatException {
        int length = short4;
        if (short4 == LONG_LENGTH) {
            int more = MORE;
            while (more == MORE) {
                more = take();
                length += more;
            }
        }
        return length;
    }

    private int take() throws TfsFormatException {
        if (at == end) {
            throw damaged("ends within a sequence");
        }
        return in[at++] & 0xff;
    }

    private TfsFormatException damaged(String how) {
        return new TfsFormatException(
                offset + at, "the LZ4 block at byte " + offset + " of the compressed file " + how);
    }
}
