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

/** Reads the parts of a compressed file; none is larger than the largest block there can be. Not thread safe. */
final class Lz4File implements Closeable {

    private static final int STORED = 0x8000_0000;

    private final BlockDevice file;
    private final long size;
    private final ByteBuffer word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] packed = new byte[0];

    /**
     * The Java version of the checksum: the native one would be written to a file and loaded first, which takes longer
     * than it saves.
     */
    private static final class Checksum {
        static final XXHash32 XXH32 = XXHashFactory.safeInstance().hash32();
    }

    Lz4File(BlockDevice file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /**
     * A block as it stands in the file.
     *
     * @param position where its bytes begin
     * @param bytes holds them, from its first on, until the next is read
     * @param length how many there are
     * @param stored whether they are the content as it is
     */
    record Packed(long position, byte[] bytes, int length, boolean stored) {}

    /** The size of the file in bytes. */
    long size() {
        return size;
    }

    /** The number in four bytes. */
    int word(long position) throws IOException {
        if (position > size - Integer.BYTES) {
            throw new TfsFormatException(position, "the compressed file ends within an LZ4 frame; is all of it there?");
        }
        file.read(position, word.clear());
        return word.getInt(0);
    }

    /** The header of a frame. */
    Lz4Header header(long position) throws IOException {
        return Lz4Header.read(file, position);
    }

    /**
     * How many bytes a block has in the file, without its own length and checksum, as its first four say; 0 behind the
     * last block.
     */
    int packedLength(long position, Lz4Header header) throws IOException {
        int length = word(position) & ~STORED;
        if (length > header.largestBlock()) {
            throw new TfsFormatException(
                    position,
                    "an LZ4 block of " + length + " bytes, where at most " + header.largestBlock() + " are possible");
        }
        return length;
    }

    /** Reads a block of which {@link #packedLength} is known to be right. */
    Packed block(long position, Lz4Header header) throws IOException {
        int length = packedLength(position, header);
        boolean stored = word.getInt(0) < 0;
        if (length > packed.length) {
            packed = new byte[header.largestBlock()];
        }
        file.read(position + Integer.BYTES, ByteBuffer.wrap(packed, 0, length));
        return new Packed(position + Integer.BYTES, packed, length, stored);
    }

    /** Compares a block with the checksum behind it. */
    void check(Packed block) throws IOException {
        if (word(block.position + block.length) != checksum(block.bytes, 0, block.length)) {
            throw new TfsFormatException(block.position, "an LZ4 block does not match its checksum");
        }
    }

    /** The checksum that the format uses everywhere. */
    static int checksum(byte[] bytes, int from, int length) {
        return Checksum.XXH32.hash(bytes, from, length, 0);
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
