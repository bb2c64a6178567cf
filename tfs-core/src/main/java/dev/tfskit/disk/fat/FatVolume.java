// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * A FAT32 file system with a single file, in clusters of one block (docs/format.md, section 5.1).
 *
 * @param startBlock the block of the disk with which it begins
 * @param blocks its length; so long that there are at least 65,525 clusters, and no block number has more than 32 bits
 * @param volumeId its serial number
 * @param time of everything in it; the nearest that can be held, before 1980 and after 2107
 */
public record FatVolume(long startBlock, long blocks, int volumeId, Instant time) {

    private static final int BUFFER_BYTES = 256 << 10;
    /** The length of a file has 32 bits. */
    private static final long MOST_FILE_BYTES = 0xffff_ffffL;

    /** Checks the numbers. */
    public FatVolume {
        new FatGeometry(startBlock, blocks);
    }

    /**
     * How long the file can be.
     *
     * @param blocks the length of the file system
     * @param depth how many names lead to the file, with its own
     */
    public static long mostFileBytes(long blocks, int depth) {
        long clusters = new FatGeometry(0, blocks).clusters() - (long) depth;
        return Math.min(MOST_FILE_BYTES, clusters * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Writes the file system, whatever was there before. Free clusters are left as they are.
     *
     * @param device takes it, from its first byte; of at least its length
     * @param path the names of the directories and of the file, from the root; ASCII letters and digits, with at most
     *     one dot
     * @param file the bytes of the file: at least one, and no more than {@link #mostFileBytes} tells
     * @throws IllegalArgumentException when a name or the length of the file is not allowed
     * @throws IOException when the file cannot be read or the device not be written
     */
    public void write(BlockDevice device, List<String> path, BlockDevice file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < 1 || fileBytes > mostFileBytes(blocks, path.size())) {
            throw new IllegalArgumentException(file + " has " + fileBytes + " bytes");
        }
        FatGeometry geometry = new FatGeometry(startBlock, blocks);
        FatContent content = new FatContent(path.size(), fileBytes);
        device.write(0, reserved(geometry, content));
        new FatTable(geometry, content).write(device);
        writeDirectories(device, path.stream().map(FatName::new).toList(), geometry, content);
        copy(file, fileBytes, device, geometry.clusterOffset(content.fileCluster()));
    }

    private ByteBuffer reserved(FatGeometry geometry, FatContent content) {
        ByteBuffer area = ByteBuffer.allocate(FatGeometry.RESERVED_BLOCKS * BlockDevice.BLOCK_BYTES);
        for (int block : new int[] {0, FatBootSector.COPY_BLOCK}) {
            area.position(block * BlockDevice.BLOCK_BYTES);
            area.put(FatBootSector.description(geometry, volumeId)).put(FatBootSector.counts(geometry, content));
        }
        return area.clear();
    }

    private void writeDirectories(BlockDevice device, List<FatName> path, FatGeometry geometry, FatContent content)
            throws IOException {
        FatTime stamp = FatTime.of(time);
        for (int depth = 0; depth < path.size(); depth++) {
            int cluster = content.directoryCluster(depth);
            FatDirectory directory = depth == 0
                    ? FatDirectory.root(stamp)
                    : FatDirectory.inside(stamp, cluster, content.directoryCluster(depth - 1));
            FatName name = path.get(depth);
            device.write(
                    geometry.clusterOffset(cluster),
                    depth + 1 < path.size()
                            ? directory
                                    .directory(name, content.directoryCluster(depth + 1))
                                    .bytes()
                            : directory
                                    .file(name, content.fileCluster(), content.fileBytes())
                                    .bytes());
        }
    }

    /** The rest of the last cluster becomes zeros. */
    private static void copy(BlockDevice file, long bytes, BlockDevice device, long target) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (long at = 0; at < bytes; at += BUFFER_BYTES) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytes - at));
            file.read(at, buffer);
            buffer.limit(Math.ceilDiv(buffer.position(), BlockDevice.BLOCK_BYTES) * BlockDevice.BLOCK_BYTES);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
            device.write(target + at, buffer.flip());
        }
    }
}
