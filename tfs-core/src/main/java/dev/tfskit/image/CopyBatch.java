// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.source.Content;
import dev.tfskit.volume.RegularFile;
import java.util.List;

/**
 * What one thread copies at a time.
 *
 * @param turn its number, from 0; loads are placed in this order
 * @param parts pieces of files, which together fit into a buffer
 */
record CopyBatch(long turn, List<Part> parts) {

    /** Tells a thread that there is no more to do. */
    static final CopyBatch END = new CopyBatch(-1, List.of());

    /**
     * A whole file or a piece of one.
     *
     * @param target where it goes
     * @param source the bytes of the whole file
     * @param position of its first byte in the file, at a multiple of the block size
     * @param length in bytes
     * @param fileSize the length that the whole file had when it was looked at
     */
    record Part(RegularFile target, Content source, long position, long length, long fileSize) {

        /** Whether the file should end where this does. */
        boolean isLast() {
            return position + length == fileSize;
        }
    }
}
