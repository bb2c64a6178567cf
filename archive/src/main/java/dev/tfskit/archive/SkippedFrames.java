// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.tar.TarHeader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Frames that zstd and lz4 pass over when they unpack. The two formats share them, and data of either may begin with
 * some: a magic number, the number of bytes that follow, and these bytes.
 */
final class SkippedFrames {

    private static final int MAGIC = 0x184d2a50;
    /** The bits in which their magic numbers differ. */
    private static final int FREE_BITS = 0xf;

    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private SkippedFrames() {}

    static boolean isMagic(int number) {
        return (number & ~FREE_BITS) == MAGIC;
    }

    /** Returns whether bytes begin with such a frame. */
    static boolean begin(byte[] bytes) {
        return bytes.length >= Integer.BYTES && isMagic(number(bytes, 0));
    }

    /**
     * Returns the first bytes of a stream, which tell how it is compressed. A stream may begin with frames to be
     * skipped that are longer than these bytes. Such frames hold no data and are passed over.
     *
     * @param stream at its beginning; it still has the bytes that are returned
     * @param length the number of bytes, as far as there are so many
     * @param name the name of the data in messages
     * @throws ArchiveException when the stream ends within such a frame
     * @throws IOException when the stream cannot be read
     */
    static byte[] start(BufferedInputStream stream, int length, String name) throws IOException {
        byte[] start = next(stream, length);
        // The name of the first file of a tar archive can be such a magic number.
        while (start.length >= HEADER_BYTES
                && isMagic(number(start, 0))
                && !TarHeader.begins(start)
                && bytesBehind(start).length < Integer.BYTES) {
            try {
                stream.skipNBytes(HEADER_BYTES + Integer.toUnsignedLong(number(start, Integer.BYTES)));
            } catch (EOFException e) {
                throw new ArchiveException(
                        name, "ends within a frame to be skipped; it is incomplete: copy or make it again", e);
            }
            start = next(stream, length);
        }
        return start;
    }

    private static byte[] next(BufferedInputStream stream, int length) throws IOException {
        stream.mark(length);
        byte[] next = stream.readNBytes(length);
        stream.reset();
        return next;
    }

    /** Returns the bytes behind the frames with which bytes begin; none when the last of these frames is longer. */
    static byte[] bytesBehind(byte[] bytes) {
        long at = 0;
        while (at + HEADER_BYTES <= bytes.length && isMagic(number(bytes, (int) at))) {
            at += HEADER_BYTES + Integer.toUnsignedLong(number(bytes, (int) at + Integer.BYTES));
        }
        return Arrays.copyOfRange(bytes, (int) Math.min(at, bytes.length), bytes.length);
    }

    private static int number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }
}
