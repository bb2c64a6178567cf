// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/**
 * A partition and the kind of its content, as its type and first bytes show.
 *
 * @param partition the entry of the partition table
 * @param kind the kind of content
 */
public record PartitionContent(Partition partition, Kind kind) {

    /** The kinds of content. */
    public enum Kind {
        /** A TFS volume; only its first bytes were examined. */
        TFS_VOLUME,
        /** An EFI system partition, according to its type. */
        EFI_SYSTEM,
        /** Any other content. */
        OTHER,
        /** Unknown, because the partition reaches beyond the end of the image. */
        CUT_OFF,
        /** Unknown, because the first bytes cannot be read. */
        UNREADABLE
    }
}
