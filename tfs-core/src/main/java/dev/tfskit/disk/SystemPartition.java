// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.fat.FatVolume;
import java.io.IOException;
import java.time.Instant;

/**
 * The EFI system partition, from which UEFI firmware boots (docs/format.md, section 5.1).
 *
 * @param loader the boot loader in it; must stay open until the partition is written
 * @param volumeId the serial number of its FAT32 file system; any value
 * @param time the time of its directories and of the boot loader
 */
public record SystemPartition(EfiLoader loader, int volumeId, Instant time) {

    /** The length in blocks: a little more than FAT32 needs at least, with clusters of one block. */
    static final long BLOCKS = (33L << 20) / BlockDevice.BLOCK_BYTES;

    /**
     * Writes the file system.
     *
     * @param device the partition
     * @param startBlock the number of its first block on the disk
     */
    void write(BlockDevice device, long startBlock) throws IOException {
        new FatVolume(startBlock, BLOCKS, volumeId, time).write(device, loader.path(), loader.content());
    }
}
