// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.fat.FatVolume;
import java.io.IOException;
import java.time.Instant;

/**
 * The partition from which UEFI firmware boots (docs/format.md, section 5.1).
 *
 * @param loader the boot loader that it holds; open until the partition is written
 * @param volumeId the serial number of its file system, which may be any
 * @param time of everything in it
 */
public record SystemPartition(EfiLoader loader, int volumeId, Instant time) {

    /** The length: a little more than FAT32 needs, with clusters of one block. */
    static final long BLOCKS = (33L << 20) / BlockDevice.BLOCK_BYTES;

    /**
     * Writes its file system.
     *
     * @param device the partition
     * @param startBlock where that begins on the disk
     */
    void write(BlockDevice device, long startBlock) throws IOException {
        new FatVolume(startBlock, BLOCKS, volumeId, time).write(device, loader.path(), loader.content());
    }
}
