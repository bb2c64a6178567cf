// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The header of an LZ4 frame.
 *
 * @param offset the position of its magic number in the file
 * @param bytes the length of the header in bytes, including the magic number
 * @param linked true if blocks refer to bytes of earlier blocks
 * @param blockChecksums true if a checksum follows each block
 * @param contentChecksum true if a checksum of the content follows the last block
 * @param largestBlock the most bytes of a block, compressed or not
 * @param contentBytes the size of the content in bytes, if the header has it
 */
record Lz4Header(
        long offset,
        int bytes,
        boolean linked,
        boolean blockChecksums,
        boolean contentChecksum,
        int largestBlock,
        OptionalLong contentBytes) {

    /** The magic number of a frame. */
    static final int MAGIC = 0x184d2204;

    private static final int FLAGS = Integer.BYTES;
    private static final int SHORTEST = Integer.BYTES + 3;
    private static final int LONGEST = SHORTEST + Long.BYTES;
    private static final int VERSION_BITS = 0xc0;
    private static final int VERSION = 0x40;
    private static final int INDEPENDENT = 0x20;
    private static final int BLOCK_CHECKSUMS = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int RESERVED = 0x02;
    private static final int DICTIONARY = 0x01;
    private static final int SIZE_SHIFT = 4;
    private static final int RESERVED_SIZE = 0x8f;
    private static final int SMALLEST_SIZE = 4;

    private static final String PACK_ANEW = "; compress the image with plain lz4";

    /**
     * Reads the header of a frame.
     *
     * @param offset the position of its magic number
     * @throws TfsFormatException when the header is damaged or uses a feature that is not supported
     */
    static Lz4Header read(BlockDevice file, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LONGEST, file.size() - offset))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.read(offset, bytes);
        int flags = bytes.limit() < SHORTEST ? 0 : bytes.get(FLAGS);
        int length = (flags & CONTENT_SIZE) == 0 ? SHORTEST : LONGEST;
        if (bytes.limit() < length) {
            throw TfsFormatException.ofCompression(
                    offset, "the compressed file ends in the header of an LZ4 frame; it is incomplete: copy it again");
        }
        if ((flags & VERSION_BITS) != VERSION || (flags & RESERVED) != 0) {
            throw TfsFormatException.ofCompression(
                    offset + FLAGS, "an LZ4 frame with the unknown flags " + inHex(flags) + PACK_ANEW);
        }
        if ((flags & DICTIONARY) != 0) {
            throw TfsFormatException.ofCompression(
                    offset + FLAGS, "an LZ4 frame that needs a dictionary; compress the image without one");
        }
        byte checksum = (byte) (Lz4File.checksum(bytes.array(), FLAGS, length - FLAGS - 1) >> Byte.SIZE);
        if (bytes.get(length - 1) != checksum) {
            throw TfsFormatException.ofCompression(
                    offset, "the header of an LZ4 frame does not match its checksum; copy the image again");
        }
        int size = bytes.get(FLAGS + 1);
        if ((size & RESERVED_SIZE) != 0 || size >> SIZE_SHIFT < SMALLEST_SIZE) {
            throw TfsFormatException.ofCompression(
                    offset + FLAGS + 1, "an LZ4 frame with the unknown block size " + inHex(size) + PACK_ANEW);
        }
        return new Lz4Header(
                offset,
                length,
                (flags & INDEPENDENT) == 0,
                (flags & BLOCK_CHECKSUMS) != 0,
                (flags & CONTENT_CHECKSUM) != 0,
                1 << (2 * (size >> SIZE_SHIFT) + Byte.SIZE),
                length == LONGEST ? OptionalLong.of(bytes.getLong(FLAGS + 2)) : OptionalLong.empty());
    }

    private static String inHex(int value) {
        return "0x%02x".formatted(value & 0xff);
    }

    /** Returns the position behind the header, where the first block begins. */
    long end() {
        return offset + bytes;
    }
}
