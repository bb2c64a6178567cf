// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import dev.tfskit.error.TfsFormatException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Maps offsets in the content to segments of the compressed file. A segment is a block, or several small linked blocks
 * in a row: a file of very many small blocks would otherwise be unpacked from far away for each read. {@link Lz4Scan}
 * fills the index; it is immutable and thread-safe afterwards.
 */
final class Lz4Index {

    /**
     * The most segments in a file, and the most blocks in a frame, which bounds the memory of an index. They hold 1 TiB
     * in blocks of the smallest size, and 64 TiB in blocks of the largest.
     */
    static final int MOST_BLOCKS = 1 << 24;

    private static final int MOST_FRAMES = 1 << 20;

    /** A segment with less content takes the next linked block, too. Blocks of full size have no less. */
    private static final int SMALL_SEGMENT_BYTES = Lz4Windows.WINDOW_BYTES;

    /** The frames by the number of their first segment. */
    private final NavigableMap<Integer, Frame> frames = new TreeMap<>();

    private long[] positions = new long[16];
    private long[] starts = new long[16];
    private int count;
    private long contentBytes;

    /**
     * A frame that has blocks.
     *
     * @param header the header of the frame
     * @param firstSegment the number of its first segment, counted over the whole file
     * @param segments the number of its segments, at least 1
     * @param end the position of its end mark in the file
     * @param contentChecksum the checksum of its content, if it has one
     */
    record Frame(Lz4Header header, int firstSegment, int segments, long end, OptionalInt contentChecksum) {}

    /**
     * Blocks that are unpacked together.
     *
     * @param number its number, counted over the whole file
     * @param frame the frame that contains it
     * @param position the position of the length word of its first block in the file
     * @param end the position behind its last block
     * @param start the offset of its first byte in the content
     * @param length the number of content bytes, at least 1
     */
    record Segment(int number, Frame frame, long position, long end, long start, int length) {

        boolean isLastOfFrame() {
            return number + 1 == frame.firstSegment + frame.segments;
        }
    }

    /**
     * Adds a frame.
     *
     * @param header the header of the frame
     * @param blockPositions the position of each block in the file
     * @param blockLengths the number of content bytes of each block; an empty block belongs to the segment before it,
     *     if there is one in the frame
     * @param end the position of the frame's end mark in the file
     * @param contentChecksum the checksum of the frame's content, if it has one
     * @throws TfsFormatException when the file has too many frames or blocks
     */
    void add(Lz4Header header, long[] blockPositions, int[] blockLengths, long end, OptionalInt contentChecksum)
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
                boolean isJoined =
                        header.linked() && count > first && contentBytes - starts[count - 1] < SMALL_SEGMENT_BYTES;
                if (!isJoined) {
                    positions[count] = blockPositions[i];
                    starts[count++] = contentBytes;
                }
                contentBytes += blockLengths[i];
            }
        }
        if (count > first) {
            frames.put(first, new Frame(header, first, count - first, end, contentChecksum));
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

    /** Returns the segment that holds the content byte at an offset. */
    Segment holding(long offset) {
        int found = Arrays.binarySearch(starts, 0, count, offset);
        return segment(found >= 0 ? found : -found - 2);
    }

    /** Returns a segment by its number. */
    Segment segment(int number) {
        Frame frame = frames.floorEntry(number).getValue();
        long end = number + 1 == frame.firstSegment + frame.segments ? frame.end : positions[number + 1];
        long contentEnd = number + 1 < count ? starts[number + 1] : contentBytes;
        return new Segment(number, frame, positions[number], end, starts[number], (int) (contentEnd - starts[number]));
    }
}
