// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/**
 * A partition, and what a look at its first bytes tells.
 *
 * @param partition the entry of the partition table
 * @param holds what is in it
 */
public record PartitionContent(Partition partition, Holds holds) {

    /** What a partition can hold. */
    public enum Holds {
        /** A TFS volume; at least, it begins like one. */
        TFS_VOLUME,
        /** An EFI system partition, by its type. */
        EFI_SYSTEM,
        /** Something else. */
        OTHER,
        /** Nothing that could be read: it reaches beyond the end of the image. */
        CUT_OFF
    }
}
