// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads headers, words and compressed blocks of an LZ4 file. Positions are in bytes from the start of the file. Not
 * thread-safe.
 */
final class Lz4File implements Closeable {

    private static final int STORED = 0x8000_0000;

    private final BlockDevice file;
    private final long size;
    private final ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] packed = new byte[0];

    /**
     * The pure Java implementation. The native one would first be written to a file and loaded, which takes longer than
     * it saves.
     */
    private static final class Checksum {
        static final XXHash32 XXH32 = XXHashFactory.safeInstance().hash32();
    }

    Lz4File(BlockDevice file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /**
     * A block as stored in the file.
     *
     * @param position the position of its first byte in the file, behind the length word
     * @param bytes holds the block from index 0 on, until the next block is read
     * @param length the number of bytes in the file
     * @param stored true if the bytes are the content itself, not compressed
     * @param next the position behind the block and its checksum
     */
    record Packed(long position, byte[] bytes, int length, boolean stored, long next) {}

    /** Returns the size of the file in bytes. */
    long size() {
        return size;
    }

    /** Reads a 32-bit little-endian word. */
    int word(long position) throws IOException {
        if (position > size - Integer.BYTES) {
            throw TfsFormatException.ofCompression(
                    position, "the compressed file ends within an LZ4 frame; it is incomplete: copy it again");
        }
        file.read(position, word.clear());
        return word.getInt(0);
    }

    /** Reads the header of a frame. */
    Lz4Header header(long position) throws IOException {
        return Lz4Header.read(file, position);
    }

    /**
     * Reads the length of a block, without the length word and the checksum; 0 marks the end of the frame.
     *
     * @throws TfsFormatException when the length is larger than the frame's largest block
     */
    int packedLength(long position, Lz4Header header) throws IOException {
        int length = word(position) & ~STORED;
        if (length > header.largestBlock()) {
            throw TfsFormatException.ofCompression(
                    position,
                    "an LZ4 block of " + length + " bytes, where at most " + header.largestBlock()
                            + " are possible; copy the image again");
        }
        return length;
    }

    /** Reads a block. The length word must have been validated by {@link #packedLength}. */
    Packed block(long position, Lz4Header header) throws IOException {
        int length = packedLength(position, header);
        boolean stored = word.getInt(0) < 0;
        if (length > packed.length) {
            packed = new byte[header.largestBlock()];
        }
        file.read(position + Integer.BYTES, ByteBuffer.wrap(packed, 0, length));
        long start = position + Integer.BYTES;
        long next = start + length + (header.blockChecksums() ? Integer.BYTES : 0);
        return new Packed(start, packed, length, stored, next);
    }

    /** Verifies a block against the checksum that follows it. */
    void check(Packed block) throws IOException {
        if (word(block.position + block.length) != checksum(block.bytes, 0, block.length)) {
            throw TfsFormatException.ofCompression(
                    block.position, "an LZ4 block does not match its checksum; copy the image again");
        }
    }

    /** Computes XXH32 with seed 0, the checksum of the LZ4 frame format. */
    static int checksum(byte[] bytes, int from, int length) {
        return Checksum.XXH32.hash(bytes, from, length, 0);
    }

    void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
