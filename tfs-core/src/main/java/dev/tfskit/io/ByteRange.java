// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.io;

/**
 * Bytes of a file or a volume that follow one another.
 *
 * @param start the first byte
 * @param end the byte behind the last one
 */
public record ByteRange(long start, long end) {

    /**
     * The number of bytes.
     *
     * @return 0 or more, when the range is in order
     */
    public long length() {
        return end - start;
    }
}
