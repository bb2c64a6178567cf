// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;

/**
 * The layout of a FAT32 file system: the reserved blocks, two copies of the table, and clusters of one block.
 *
 * @param startBlock the number of its first block on the disk
 * @param blocks its length in blocks
 */
record FatGeometry(long startBlock, long blocks) {

    /** The usual number of reserved blocks. The boot sector, the FSInfo block and their copies take four of them. */
    static final int RESERVED_BLOCKS = 32;
    /** The number of copies of the table; repair tools use the second one. */
    static final int TABLES = 2;
    /** The number of the first cluster; the first two entries of the table have another meaning. */
    static final int FIRST_CLUSTER = 2;
    /** The length of an entry of the table in bytes. */
    static final int ENTRY_BYTES = Integer.BYTES;

    /** With fewer clusters, readers take the file system for FAT16, whatever the boot sector says. */
    private static final long FEWEST_CLUSTERS = 65_525;
    /** The most clusters; entries of 0x0FFFFFF7 and above do not name a cluster. */
    private static final long MOST_CLUSTERS = 0x0fff_fff5;

    private static final long DISK_BLOCKS = 1L << Integer.SIZE;

    /** Checks that block and cluster numbers are within the limits of FAT32. */
    FatGeometry {
        if (startBlock < 0 || blocks < 0 || blocks > DISK_BLOCKS - startBlock) {
            throw new IllegalArgumentException(
                    blocks + " blocks from block " + startBlock + " do not have 32-bit numbers");
        }
        long clusters = clusters(blocks);
        if (clusters < FEWEST_CLUSTERS || clusters > MOST_CLUSTERS) {
            throw new IllegalArgumentException(
                    blocks + " blocks are too few or too many for FAT32 with clusters of one block");
        }
    }

    /**
     * Computes the length of a copy of the table in blocks, so that it has an entry for each cluster behind both
     * copies.
     */
    private static long tableBlocks(long blocks) {
        int entriesPerBlock = BlockDevice.BLOCK_BYTES / ENTRY_BYTES;
        return Math.ceilDiv(blocks - RESERVED_BLOCKS + FIRST_CLUSTER, (long) entriesPerBlock + TABLES);
    }

    private static long clusters(long blocks) {
        return blocks - RESERVED_BLOCKS - TABLES * tableBlocks(blocks);
    }

    /** Returns the length of a copy of the table in blocks. */
    int tableBlocks() {
        return (int) tableBlocks(blocks);
    }

    /** Returns the number of clusters. */
    int clusters() {
        return (int) clusters(blocks);
    }

    /** Returns the offset of a copy of the table, in bytes from the start of the file system. */
    long tableOffset(int copy) {
        return (RESERVED_BLOCKS + (long) copy * tableBlocks()) * BlockDevice.BLOCK_BYTES;
    }

    /** Returns the offset of a cluster, in bytes from the start of the file system. */
    long clusterOffset(int cluster) {
        return tableOffset(TABLES) + (long) (cluster - FIRST_CLUSTER) * BlockDevice.BLOCK_BYTES;
    }
}
