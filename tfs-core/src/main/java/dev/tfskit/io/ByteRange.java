// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

/**
 * A range of bytes of a file or volume. Immutable.
 *
 * @param start the offset of the first byte
 * @param end the offset behind the last byte
 */
public record ByteRange(long start, long end) {

    /**
     * Returns the length of the range.
     *
     * @return the number of bytes; at least 0 if {@code end} is not before {@code start}
     */
    public long length() {
        return end - start;
    }

    /**
     * Returns the range as another origin sees it.
     *
     * @param bytes how far the range moves; negative towards the origin
     * @return the range of the same length
     */
    public ByteRange movedBy(long bytes) {
        return new ByteRange(start + bytes, end + bytes);
    }

    /**
     * Returns the bytes that are in two ranges.
     *
     * @param other the other range
     * @return the range of these bytes; an empty one if there are none
     */
    public ByteRange intersection(ByteRange other) {
        long first = Math.max(start, other.start);
        return new ByteRange(first, Math.max(first, Math.min(end, other.end)));
    }
}
