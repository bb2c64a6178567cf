// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

/**
 * Contiguous blocks.
 *
 * @param start the first block, from the start of the volume
 * @param length how many, at least 1
 */
public record BlockRun(long start, long length) {

    /** Checks the numbers. */
    public BlockRun {
        if (start < 0 || length < 1 || start > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("no run of blocks: " + length + " from " + start);
        }
    }

    /** The block behind the last. */
    public long end() {
        return start + length;
    }
}
