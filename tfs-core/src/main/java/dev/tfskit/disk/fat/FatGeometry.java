// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;

/**
 * Where the parts of a FAT32 file system lie: the reserved blocks, two copies of the table, and clusters of one block
 * each.
 *
 * @param startBlock the block of the disk with which it begins
 * @param blocks its length
 */
record FatGeometry(long startBlock, long blocks) {

    /** As many as other makers of FAT32 reserve; the boot sector, the counts and their copies take four of them. */
    static final int RESERVED_BLOCKS = 32;
    /** The second copy of the table is what repairs the first. */
    static final int TABLES = 2;
    /** Clusters are numbered from here, because the first two entries of the table mean something else. */
    static final int FIRST_CLUSTER = 2;
    /** The bytes of an entry of the table. */
    static final int ENTRY_BYTES = Integer.BYTES;

    /** With fewer of them, whatever the boot sector says, readers take it for FAT16. */
    private static final long FEWEST_CLUSTERS = 65_525;
    /** Entries from 0FFFFFF7 on are no clusters. */
    private static final long MOST_CLUSTERS = 0x0fff_fff5;

    private static final long DISK_BLOCKS = 1L << Integer.SIZE;

    /** Checks the numbers. */
    FatGeometry {
        if (startBlock < 0 || blocks < 0 || blocks > DISK_BLOCKS - startBlock) {
            throw new IllegalArgumentException(blocks + " blocks from block " + startBlock + " have no 32-bit numbers");
        }
        long clusters = clusters(blocks);
        if (clusters < FEWEST_CLUSTERS || clusters > MOST_CLUSTERS) {
            throw new IllegalArgumentException(blocks + " blocks make no FAT32 file system with clusters of one block");
        }
    }

    /** The length of a copy of the table: so long that there is an entry for each cluster behind both copies. */
    private static long tableBlocks(long blocks) {
        int entriesPerBlock = BlockDevice.BLOCK_BYTES / ENTRY_BYTES;
        return Math.ceilDiv(blocks - RESERVED_BLOCKS + FIRST_CLUSTER, (long) entriesPerBlock + TABLES);
    }

    private static long clusters(long blocks) {
        return blocks - RESERVED_BLOCKS - TABLES * tableBlocks(blocks);
    }

    /** How many blocks each copy of the table has. */
    int tableBlocks() {
        return (int) tableBlocks(blocks);
    }

    /** How many clusters there are. */
    int clusters() {
        return (int) clusters(blocks);
    }

    /** Where a copy of the table begins, in bytes from the start of the file system. */
    long tableOffset(int copy) {
        return (RESERVED_BLOCKS + (long) copy * tableBlocks()) * BlockDevice.BLOCK_BYTES;
    }

    /** Where a cluster begins, in bytes from the start of the file system. */
    long clusterOffset(int cluster) {
        return tableOffset(TABLES) + (long) (cluster - FIRST_CLUSTER) * BlockDevice.BLOCK_BYTES;
    }
}
