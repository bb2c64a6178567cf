// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.sum.LengthSum;

/** Counts the entries that an importer adds, and the sizes of their contents. Not thread-safe. */
final class ImportCounts {

    private long entries;
    private long fileBytes;
    private long fileBlocks;

    /** Returns the number of entries, without the root. */
    long entries() {
        return entries;
    }

    /** Returns the sum of the lengths of all regular files. */
    long fileBytes() {
        return fileBytes;
    }

    /** Returns the number of blocks that all regular files would take if none had holes. */
    long fileBlocks() {
        return fileBlocks;
    }

    void addEntry() {
        entries++;
    }

    void removeEntry() {
        entries--;
    }

    /** Counts a content of some bytes. */
    void addContent(long bytes) {
        fileBytes = LengthSum.of(fileBytes, bytes);
        fileBlocks += blocks(bytes);
    }

    /** Takes back what {@link #addContent} counted. */
    void removeContent(long bytes) {
        fileBytes -= bytes;
        fileBlocks -= blocks(bytes);
    }

    private static long blocks(long bytes) {
        return Math.ceilDiv(bytes, (long) BlockDevice.BLOCK_BYTES);
    }
}
