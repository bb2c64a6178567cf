// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

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
