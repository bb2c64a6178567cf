// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;

/**
 * One contiguous part of the log (docs/format.md, section 2.1).
 *
 * @param startBlock the number of its first 512-byte block, from the start of the volume
 * @param blocks its length in blocks, at least 1
 * @param encoding the encoding of the values in it
 */
public record Extension(long startBlock, long blocks, Encoding encoding) {

    /** The length of the first extension in blocks. */
    public static final int FIRST_BLOCKS = 1;
    /** The length in blocks of every other extension that this library writes; it reads extensions of any length. */
    public static final int NEXT_BLOCKS = 1024;

    /**
     * Returns the offset of its first byte.
     *
     * @return bytes from the start of the volume
     */
    public long startByte() {
        return startBlock * BlockDevice.BLOCK_BYTES;
    }

    /**
     * Returns the offset behind its last byte.
     *
     * @return bytes from the start of the volume
     */
    public long endByte() {
        return (startBlock + blocks) * BlockDevice.BLOCK_BYTES;
    }
}
