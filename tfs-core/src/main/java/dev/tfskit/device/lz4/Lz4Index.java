// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Where the blocks of a compressed file stand, and which bytes of the content each holds. Filled by {@link Lz4Scan};
 * thread safe from then on.
 */
final class Lz4Index {

    /**
     * Enough for 1 TiB of the smallest blocks and for 64 TiB of the largest. It bounds the memory that an index takes.
     */
    static final int MOST_BLOCKS = 1 << 24;

    private static final int MOST_FRAMES = 1 << 20;

    /** By the number of their first block. */
    private final NavigableMap<Integer, Frame> frames = new TreeMap<>();

    private long[] positions = new long[16];
    private long[] starts = new long[16];
    private int count;
    private long contentBytes;

    /**
     * A frame that has blocks.
     *
     * @param header how it begins
     * @param firstBlock the number of its first block in the file
     * @param blocks how many it has
     * @param contentChecksum of all bytes it was made of, if it has one
     */
    record Frame(Lz4Header header, int firstBlock, int blocks, OptionalInt contentChecksum) {}

    /**
     * A block.
     *
     * @param number counted over the whole file
     * @param frame that it belongs to
     * @param position where its length stands in the file
     * @param start where its bytes begin in the content
     * @param length how many bytes of content it holds
     */
    record Block(int number, Frame frame, long position, long start, int length) {

        boolean isLastOfFrame() {
            return number + 1 == frame.firstBlock + frame.blocks;
        }
    }

    /**
     * Adds a frame.
     *
     * @param blockPositions where its blocks stand in the file
     * @param blockLengths how many bytes of content each holds; those that hold none are passed over
     * @throws TfsFormatException when there are too many of either
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
        return new TfsFormatException(
                header.offset(),
                "more than " + MOST_FRAMES + " LZ4 frames or " + MOST_BLOCKS
                        + " blocks; compress the image as a whole, with larger blocks");
    }

    /** How many bytes the file unpacks to. */
    long contentBytes() {
        return contentBytes;
    }

    /** The block that holds a byte of the content. */
    Block holding(long offset) {
        int found = Arrays.binarySearch(starts, 0, count, offset);
        return block(found >= 0 ? found : -found - 2);
    }

    /** The block with a number. */
    Block block(int number) {
        long end = number + 1 < count ? starts[number + 1] : contentBytes;
        return new Block(number, frameOf(number), positions[number], starts[number], (int) (end - starts[number]));
    }

    private Frame frameOf(int number) {
        return frames.floorEntry(number).getValue();
    }
}
