// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/**
 * A used entry of the partition table (docs/format.md, section 5). Blocks have 512 bytes.
 *
 * @param number the index of the entry in the table, 0 to 3
 * @param type the type of the partition as the table has it, 0 to 255; volumes of TFS have 0x83
 * @param startBlock the number of its first block on the disk, 1 to 2^32 - 1
 * @param blocks its length in blocks, 1 to 2^32 - 1
 */
public record Partition(int number, int type, long startBlock, long blocks) {

    /** The type of a partition with a TFS volume. */
    public static final int VOLUME = 0x83;

    /** The type of an EFI system partition. */
    public static final int EFI_SYSTEM = 0xef;

    /** The type of the entry that protects the partitions of a GUID partition table. */
    public static final int GPT_PROTECTIVE = 0xee;

    /** Returns whether this partition and another share blocks. */
    boolean overlaps(Partition other) {
        return startBlock < other.startBlock + other.blocks && other.startBlock < startBlock + blocks;
    }
}
