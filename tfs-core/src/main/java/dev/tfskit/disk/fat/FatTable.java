// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the file allocation table, which holds for each cluster the next cluster of the same file. */
final class FatTable {

    private static final int MEDIA = 0x0fff_fff8;
    private static final int END_OF_CHAIN = 0x0fff_ffff;
    private static final int FREE = 0;
    private static final int BUFFER_BYTES = 64 << 10;

    private final FatGeometry geometry;
    private final FatContent content;

    FatTable(FatGeometry geometry, FatContent content) {
        this.geometry = geometry;
        this.content = content;
    }

    /** Writes all copies, with zeros behind the last entry in use. */
    void write(BlockDevice device) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int copy = 0; copy < FatGeometry.TABLES; copy++) {
            long start = geometry.tableOffset(copy);
            long end = geometry.tableOffset(copy + 1);
            int cluster = 0;
            for (long at = start; at < end; at += buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
                while (buffer.hasRemaining()) {
                    buffer.putInt(entry(cluster));
                    cluster++;
                }
                device.write(at, buffer.flip());
            }
        }
    }

    private int entry(int cluster) {
        if (cluster == 0) {
            return MEDIA;
        }
        if (cluster >= content.endCluster()) {
            return FREE;
        }
        boolean hasNext = cluster >= content.fileCluster() && cluster + 1 < content.endCluster();
        // The entry of cluster 1 says in its upper bits that the file system was left clean.
        return hasNext ? cluster + 1 : END_OF_CHAIN;
    }
}
