// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses LZ4 frames that follow each other. They may be of different kinds: with independent blocks, with blocks
 * that refer to earlier ones, legacy frames such as {@code lz4 -l} writes, and frames to be skipped. There may be
 * padding behind each. Not thread-safe.
 */
final class Lz4Frames extends PiecewiseInput {

    private static final int FRAME = 0x184d2204;
    private static final int LEGACY_FRAME = 0x184c2102;
    private static final int INDEPENDENT_BLOCKS = 0x20;
    private static final int MAGIC_BYTES = 4;
    private static final int LEGACY_BLOCK_BYTES = 8 << 20;
    /** The most that LZ4 makes of a block that cannot be compressed. */
    private static final int MOST_PACKED_BYTES = LEGACY_BLOCK_BYTES + LEGACY_BLOCK_BYTES / 255 + 16;

    private final PaddedInput packed;
    private InputStream frame = InputStream.nullInputStream();
    /** The unpacked block of a legacy frame. All such frames share it: a file of 4 MB can hold a million of them. */
    private byte @Nullable [] legacyBlock;

    /** Begins before the first frame. */
    Lz4Frames(InputStream packed) {
        this.packed = new PaddedInput(packed, MAGIC_BYTES + 1);
    }

    /** Returns whether bytes begin a frame that holds data, perhaps behind frames to be skipped. */
    static boolean begin(byte[] start) {
        byte[] data = SkippedFrames.bytesBehind(start);
        return data.length >= MAGIC_BYTES && (littleEndian(data) == FRAME || littleEndian(data) == LEGACY_FRAME);
    }

    private static int littleEndian(byte[] bytes) {
        return bytes[0] & 0xff | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = frame.read(target, offset, length);
        while (count < 0) {
            if (!packed.skipPadding()) {
                return -1;
            }
            byte[] magic = packed.readNBytes(MAGIC_BYTES);
            if (magic.length < MAGIC_BYTES) {
                throw new EOFException("a frame ends in its magic number");
            }
            frame = open(magic);
            count = frame.read(target, offset, length);
        }
        return count;
    }

    private InputStream open(byte[] magic) throws IOException {
        int number = littleEndian(magic);
        if (number == LEGACY_FRAME) {
            if (legacyBlock == null) {
                legacyBlock = new byte[LEGACY_BLOCK_BYTES];
            }
            return new LegacyFrame(legacyBlock);
        }
        if (SkippedFrames.isMagic(number)) {
            byte[] size = packed.readNBytes(MAGIC_BYTES);
            if (size.length < MAGIC_BYTES) {
                throw new EOFException("a frame ends in its header");
            }
            packed.skipNBytes(littleEndian(size) & 0xffff_ffffL);
            return InputStream.nullInputStream();
        }
        if (number != FRAME) {
            throw new TrailingBytesException();
        }
        int flags = packed.read();
        if (flags < 0) {
            throw new EOFException("a frame ends in its header");
        }
        packed.unread(flags);
        packed.unread(magic);
        // lz4-java cannot read blocks that refer to earlier ones.
        return (flags & INDEPENDENT_BLOCKS) == 0
                ? new FramedLZ4CompressorInputStream(packed, false)
                : new LZ4FrameInputStream(
                        packed,
                        LZ4Factory.fastestInstance().safeDecompressor(),
                        XXHashFactory.fastestInstance().hash32(),
                        true);
    }

    /**
     * Blocks with their packed lengths before them. The frame ends at the next magic number, at zeros or at the end of
     * the file.
     */
    private final class LegacyFrame extends PiecewiseInput {

        private final LZ4SafeDecompressor decompressor =
                LZ4Factory.fastestInstance().safeDecompressor();
        private final byte[] block;
        private int length;
        private int used;

        LegacyFrame(byte[] block) {
            this.block = block;
        }

        @Override
        public int read(byte[] target, int offset, int most) throws IOException {
            while (used == length) {
                if (!readBlock()) {
                    return -1;
                }
            }
            int count = Math.min(most, length - used);
            System.arraycopy(block, used, target, offset, count);
            used += count;
            return count;
        }

        private boolean readBlock() throws IOException {
            byte[] size = packed.readNBytes(MAGIC_BYTES);
            // No block has the length 0, so zeros are padding. At the end of the file there may be no bytes at all.
            if (Arrays.equals(size, new byte[size.length])) {
                return false;
            }
            if (size.length < MAGIC_BYTES) {
                throw new EOFException("a block ends in its length");
            }
            int packedBytes = littleEndian(size);
            if (packedBytes == FRAME || packedBytes == LEGACY_FRAME || SkippedFrames.isMagic(packedBytes)) {
                packed.unread(size);
                return false;
            }
            if (packedBytes < 0 || packedBytes > MOST_PACKED_BYTES) {
                throw new IOException("a block of " + Integer.toUnsignedString(packedBytes) + " bytes is too long");
            }
            byte[] bytes = packed.readNBytes(packedBytes);
            if (bytes.length < packedBytes) {
                throw new EOFException("a block is incomplete");
            }
            length = decompressor.decompress(bytes, 0, packedBytes, block, 0, LEGACY_BLOCK_BYTES);
            used = 0;
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
