// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.source.Content;
import dev.tfskit.volume.RegularFile;
import java.util.List;

/**
 * The parts of files that one thread copies at a time.
 *
 * @param turn its number, from 0; batches allocate their blocks in this order
 * @param parts pieces of files, which together fit into a buffer
 */
record CopyBatch(long turn, List<Part> parts) {

    /** The end of the work of a thread. */
    static final CopyBatch END = new CopyBatch(-1, List.of());

    /**
     * A whole file or a piece of one.
     *
     * @param target the file in the volume
     * @param source the bytes of the whole file
     * @param position the position of the first byte in the file, a multiple of the block size
     * @param length the length in bytes
     * @param fileSize the length of the whole file when the source measured it
     */
    record Part(RegularFile target, Content source, long position, long length, long fileSize) {

        /** Returns whether the file ends with this part. */
        boolean isLast() {
            return position + length == fileSize;
        }
    }
}
