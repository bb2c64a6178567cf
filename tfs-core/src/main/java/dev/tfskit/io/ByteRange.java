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
}
