// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.sum.LengthSum;
import dev.tfskit.schema.Extent;
import dev.tfskit.volume.Volume;

/**
 * Limits how many bytes are read of the files of one volume. Files of a damaged volume can share blocks, so the same
 * blocks can be the contents of any number of files. Not thread-safe.
 */
final class ReadLimit {

    private long left;

    /**
     * Creates a limit of twice the size of both volumes. Their sum, because a file with several names in one volume can
     * be many files in the other; twice, because {@link dev.tfskit.volume.InodeResults} can repeat work.
     */
    ReadLimit(Volume first, Volume second) {
        long both = LengthSum.of(bytes(first), bytes(second));
        left = LengthSum.of(both, both);
    }

    private static long bytes(Volume volume) {
        return volume.blocks() * Extent.BLOCK_BYTES;
    }

    /**
     * Allows to read bytes.
     *
     * @throws TfsFormatException when they are more than what is left
     */
    void take(int bytes) throws TfsFormatException {
        if (bytes > left) {
            throw new TfsFormatException("this file and many before it share blocks");
        }
        left -= bytes;
    }
}
