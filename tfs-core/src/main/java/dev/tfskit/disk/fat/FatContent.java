// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;

/**
 * Which clusters are in use by directories of one cluster each, one inside the other, and by the file in the innermost:
 * they follow each other without a gap, the root directory first.
 *
 * @param directories how many there are, with the root directory
 * @param fileBytes the length of the file, which is not 0
 */
record FatContent(int directories, long fileBytes) {

    /** The cluster of a directory. */
    int directoryCluster(int depth) {
        return FatGeometry.FIRST_CLUSTER + depth;
    }

    /** The first cluster of the file. */
    int fileCluster() {
        return directoryCluster(directories);
    }

    /** The first cluster that nothing uses. */
    int endCluster() {
        return Math.toIntExact(fileCluster() + Math.ceilDiv(fileBytes, (long) BlockDevice.BLOCK_BYTES));
    }
}
