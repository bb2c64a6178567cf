// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

/** Which of the volumes of an image is meant. */
public sealed interface VolumeChoice {

    /** The root volume; of an image without partitions, the whole image. */
    record Root() implements VolumeChoice {}

    /** The boot volume, which holds the kernel. */
    record Boot() implements VolumeChoice {}

    /**
     * What a partition holds.
     *
     * @param number its place in the partition table, from 0
     */
    record InPartition(int number) implements VolumeChoice {}

    /**
     * What begins at a certain byte. It reaches to the end of the partition that begins there, or else, also when that
     * is cut off, to the end of the image.
     *
     * @param offset from the start of the image
     */
    record AtOffset(long offset) implements VolumeChoice {

        /** Checks the number. */
        public AtOffset {
            if (offset < 0) {
                throw new IllegalArgumentException("a negative offset: " + offset);
            }
        }
    }
}
