// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

/** Selects one of the volumes of an image. */
public sealed interface VolumeChoice {

    /** The root volume; in an image without partitions, the whole image. */
    record Root() implements VolumeChoice {}

    /** The boot volume, which holds the kernel. */
    record Boot() implements VolumeChoice {}

    /**
     * The volume in a partition.
     *
     * @param number the index of the partition in the table, from 0
     */
    record InPartition(int number) implements VolumeChoice {}

    /**
     * The volume at an offset. It reaches to the end of the partition that begins there. If no partition begins there,
     * or the image ends before the end of that partition, the volume reaches to the end of the image.
     *
     * @param offset the offset in bytes from the start of the image, at least 0; opening a volume throws when the
     *     offset is not within the image
     */
    record AtOffset(long offset) implements VolumeChoice {

        /**
         * Checks the offset.
         *
         * @throws IllegalArgumentException when the offset is negative
         */
        public AtOffset {
            if (offset < 0) {
                throw new IllegalArgumentException("a negative offset: " + offset);
            }
        }
    }
}
