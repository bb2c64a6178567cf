// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BlockDevice;

/**
 * One contiguous part of the log (docs/format.md, section 2.1).
 *
 * @param startBlock its first block, from the start of the volume
 * @param blocks its length
 * @param encoding how the values in it are encoded
 */
public record Extension(long startBlock, long blocks, Encoding encoding) {

    /** The length of the first extension. */
    public static final int FIRST_BLOCKS = 1;
    /** The length of every other extension that is written; those that are read may have any. */
    public static final int NEXT_BLOCKS = 1024;

    /** Its first byte, from the start of the volume. */
    public long startByte() {
        return startBlock * BlockDevice.BLOCK_BYTES;
    }

    /** The byte behind its last one. */
    public long endByte() {
        return (startBlock + blocks) * BlockDevice.BLOCK_BYTES;
    }
}
