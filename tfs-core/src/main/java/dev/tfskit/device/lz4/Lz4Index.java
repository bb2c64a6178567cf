// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Maps offsets in the content to blocks of the compressed file. {@link Lz4Scan} fills the index; it is immutable and
 * thread-safe afterwards.
 */
final class Lz4Index {

    /**
     * The most blocks in a file, which bounds the memory of an index. They hold 1 TiB in blocks of the smallest size,
     * and 64 TiB in blocks of the largest.
     */
    static final int MOST_BLOCKS = 1 << 24;

    private static final int MOST_FRAMES = 1 << 20;

    /** The frames by the number of their first block. */
    private final NavigableMap<Integer, Frame> frames = new TreeMap<>();

    private long[] positions = new long[16];
    private long[] starts = new long[16];
    private int count;
    private long contentBytes;

    /**
     * A frame that has blocks.
     *
     * @param header the header of the frame
     * @param firstBlock the number of its first block, counted over the whole file
     * @param blocks the number of its blocks, at least 1
     * @param contentChecksum the checksum of its content, if it has one
     */
    record Frame(Lz4Header header, int firstBlock, int blocks, OptionalInt contentChecksum) {}

    /**
     * A block.
     *
     * @param number its number, counted over the whole file
     * @param frame the frame that contains it
     * @param position the position of its length word in the file
     * @param start the offset of its first byte in the content
     * @param length the number of content bytes, at least 1
     */
    record Block(int number, Frame frame, long position, long start, int length) {

        boolean isLastOfFrame() {
            return number + 1 == frame.firstBlock + frame.blocks;
        }
    }

    /**
     * Adds a frame.
     *
     * @param header the header of the frame
     * @param blockPositions the position of each block in the file
     * @param blockLengths the number of content bytes of each block; empty blocks are not indexed
     * @param contentChecksum the checksum of the frame's content, if it has one
     * @throws TfsFormatException when the file has too many frames or blocks
     */
    void add(Lz4Header header, long[] blockPositions, int[] blockLengths, OptionalInt contentChecksum)
            throws TfsFormatException {
        int most = blockPositions.length;
        if (frames.size() == MOST_FRAMES || most > MOST_BLOCKS - count) {
            throw tooMany(header);
        }
        if (most > positions.length - count) {
            int room = Math.max(count + most, 2 * count);
            positions = Arrays.copyOf(positions, room);
            starts = Arrays.copyOf(starts, room);
        }
        int first = count;
        for (int i = 0; i < most; i++) {
            if (blockLengths[i] > 0) {
                positions[count] = blockPositions[i];
                starts[count++] = contentBytes;
                contentBytes += blockLengths[i];
            }
        }
        if (count > first) {
            frames.put(first, new Frame(header, first, count - first, contentChecksum));
        }
    }

    static TfsFormatException tooMany(Lz4Header header) {
        return TfsFormatException.ofCompression(
                header.offset(),
                "more than " + MOST_FRAMES + " LZ4 frames or " + MOST_BLOCKS
                        + " blocks; compress the image as a whole, with larger blocks");
    }

    /** Returns the size of the content in bytes. */
    long contentBytes() {
        return contentBytes;
    }

    /** Returns the block that holds the content byte at an offset. */
    Block holding(long offset) {
        int found = Arrays.binarySearch(starts, 0, count, offset);
        return block(found >= 0 ? found : -found - 2);
    }

    /** Returns a block by its number. */
    Block block(int number) {
        long end = number + 1 < count ? starts[number + 1] : contentBytes;
        return new Block(number, frameOf(number), positions[number], starts[number], (int) (end - starts[number]));
    }

    private Frame frameOf(int number) {
        return frames.floorEntry(number).getValue();
    }
}
