// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;

/**
 * The clusters in use: nested directories of one cluster each, and the file in the innermost one. They follow one
 * another without a gap, the root directory first.
 *
 * @param directories the number of directories, at least 1, including the root directory
 * @param fileBytes the length of the file in bytes, at least 1
 */
record FatContent(int directories, long fileBytes) {

    /** Returns the cluster of the directory at a depth; 0 is the root directory. */
    int directoryCluster(int depth) {
        return FatGeometry.FIRST_CLUSTER + depth;
    }

    /** Returns the first cluster of the file. */
    int fileCluster() {
        return directoryCluster(directories);
    }

    /** Returns the first free cluster. */
    int endCluster() {
        return Math.toIntExact(fileCluster() + Math.ceilDiv(fileBytes, (long) BlockDevice.BLOCK_BYTES));
    }
}
