// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/**
 * An entry of the partition table that is in use (docs/format.md, section 5).
 *
 * @param number its place in the table, from 0
 * @param type what the table says it holds, such as 0x83
 * @param startBlock its first block on the disk
 * @param blocks its length
 */
public record Partition(int number, int type, long startBlock, long blocks) {

    /** The type of a partition that holds a TFS volume. */
    public static final int VOLUME = 0x83;

    /** The type of an EFI system partition. */
    public static final int EFI_SYSTEM = 0xef;
}
