// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Passes on zstd frames that follow each other, still compressed, and leaves out the padding behind them: the library
 * would take it for a damaged frame. Section 3.1 of RFC 8878 has the layout of a frame. Not thread-safe.
 */
final class ZstdFrames extends PiecewiseInput {

    private static final int FRAME = 0xfd2fb528;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int HAS_CHECKSUM = 4;
    private static final int CHECKSUM_BYTES = 4;
    private static final int LAST_BLOCK = 1;
    private static final int REPEATED_BYTE = 1;
    /** The lengths of a field of the frame header, by the two bits that choose one. */
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    /** The lengths of another such field. Instead of none, it has one byte in a frame of a single segment. */
    private static final int[] SIZE_BYTES = {0, 2, 4, 8};

    private final PaddedInput packed;
    private Part next = Part.MAGIC;
    /** The beginning of the current part, from which its length follows. */
    private byte[] start = {};

    private int passedOfStart;
    /** How many bytes of the current part follow its beginning. */
    private long left;

    private boolean hasChecksum;

    /** The parts of a frame. Each begins with a number. */
    private enum Part {
        MAGIC(4),
        FRAME_HEADER(1),
        BLOCK(3),
        SKIPPED_BYTES(4);

        private final int numberBytes;

        Part(int numberBytes) {
            this.numberBytes = numberBytes;
        }
    }

    /** Begins before the first frame. */
    ZstdFrames(InputStream packed) {
        this.packed = new PaddedInput(packed, 1);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        // What follows a frame may be no frame, which is an error. The bytes of the frame must be out before.
        while (count == 0 || count < length && !isBetweenFrames() && packed.available() > 0) {
            int more = readPart(target, offset + count, length - count);
            if (more < 0) {
                return count == 0 ? -1 : count;
            }
            count += more;
        }
        return count;
    }

    private boolean isBetweenFrames() {
        return next == Part.MAGIC && isPartPassed();
    }

    private boolean isPartPassed() {
        return passedOfStart == start.length && left == 0;
    }

    private int readPart(byte[] target, int offset, int length) throws IOException {
        if (isPartPassed() && !beginPart()) {
            return -1;
        }
        int count = Math.min(length, start.length - passedOfStart);
        if (count > 0) {
            System.arraycopy(start, passedOfStart, target, offset, count);
            passedOfStart += count;
            return count;
        }
        count = packed.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    /**
     * Reads the beginning of the next part. Returns false at the end; the decompressor knows whether it is too early.
     */
    private boolean beginPart() throws IOException {
        if (next == Part.MAGIC && !packed.skipPadding()) {
            return false;
        }
        start = packed.readNBytes(next.numberBytes);
        passedOfStart = 0;
        if (start.length == next.numberBytes) {
            int number = 0;
            for (int i = 0; i < start.length; i++) {
                number |= (start[i] & 0xff) << i * Byte.SIZE;
            }
            begin(number);
        }
        return start.length > 0;
    }

    private void begin(int number) throws IOException {
        switch (next) {
            case MAGIC -> {
                if (number != FRAME && !SkippedFrames.isMagic(number)) {
                    throw new TrailingBytesException();
                }
                next = number == FRAME ? Part.FRAME_HEADER : Part.SKIPPED_BYTES;
            }
            case FRAME_HEADER -> {
                hasChecksum = (number & HAS_CHECKSUM) != 0;
                int sizeBytes = SIZE_BYTES[number >> 6];
                // The size of the window, or that of the only segment.
                int otherSizeBytes = (number & SINGLE_SEGMENT) == 0 || sizeBytes == 0 ? 1 : 0;
                left = (long) DICTIONARY_BYTES[number & 3] + sizeBytes + otherSizeBytes;
                next = Part.BLOCK;
            }
            case BLOCK -> {
                boolean isRepeatedByte = (number >> 1 & 3) == REPEATED_BYTE;
                left = isRepeatedByte ? 1 : number >> 3;
                if ((number & LAST_BLOCK) != 0) {
                    left += hasChecksum ? CHECKSUM_BYTES : 0;
                    next = Part.MAGIC;
                }
            }
            case SKIPPED_BYTES -> {
                left = Integer.toUnsignedLong(number);
                next = Part.MAGIC;
            }
        }
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
