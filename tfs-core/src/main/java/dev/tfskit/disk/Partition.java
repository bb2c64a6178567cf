// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/**
 * An entry in use of the partition table (docs/format.md, section 5).
 *
 * @param number the index of the entry in the table, 0 to 3
 * @param type the partition type, 0 to 255, such as 0x83
 * @param startBlock the number of its first block on the disk, 1 to 2^32 - 1
 * @param blocks its length in 512-byte blocks, 1 to 2^32 - 1
 */
public record Partition(int number, int type, long startBlock, long blocks) {

    /** The type of a partition with a TFS volume. */
    public static final int VOLUME = 0x83;

    /** The type of an EFI system partition. */
    public static final int EFI_SYSTEM = 0xef;

    /** The type of the entry that protects the partitions of a GUID partition table. */
    public static final int GPT_PROTECTIVE = 0xee;
}
