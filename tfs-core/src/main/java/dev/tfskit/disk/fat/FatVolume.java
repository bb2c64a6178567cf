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
 * @param startBlock the number of its first block on the disk
 * @param blocks its length in blocks; at least 65,525 clusters must fit, and block numbers must fit into 32 bits
 * @param volumeId its serial number; any value
 * @param time the time of the file and the directories; before 1980 and after 2107 the nearest possible time is stored
 */
public record FatVolume(long startBlock, long blocks, int volumeId, Instant time) {

    private static final int BUFFER_BYTES = 256 << 10;
    /** The most bytes of a file, because the format stores 32 bits. */
    private static final long MOST_FILE_BYTES = 0xffff_ffffL;

    /**
     * Checks the start and the length.
     *
     * @throws IllegalArgumentException when they are outside the limits of FAT32
     */
    public FatVolume {
        new FatGeometry(startBlock, blocks);
    }

    /**
     * Returns the most bytes that the file can have.
     *
     * @param blocks the length of the file system in blocks
     * @param depth the number of names in the path of the file, including its own
     * @return the limit in bytes
     */
    public static long mostFileBytes(long blocks, int depth) {
        long clusters = new FatGeometry(0, blocks).clusters() - (long) depth;
        return Math.min(MOST_FILE_BYTES, clusters * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Writes the file system over the old content of the device. Free clusters are not written.
     *
     * @param device the partition; at least as long as the file system
     * @param path the names of the directories and of the file, from the root directory on; ASCII letters and digits,
     *     with at most one dot in each name
     * @param file the content of the file: at least 1 byte, at most {@link #mostFileBytes}
     * @throws IllegalArgumentException when a name or the length of the file is not allowed
     * @throws IOException when the file cannot be read or the device cannot be written
     */
    public void write(BlockDevice device, List<String> path, BlockDevice file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < 1 || fileBytes > mostFileBytes(blocks, path.size())) {
            throw new IllegalArgumentException(file + " has " + fileBytes + " bytes; 1 to "
                    + mostFileBytes(blocks, path.size()) + " are possible");
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
            area.put(FatBootSector.bootSector(geometry, volumeId)).put(FatBootSector.fsInfo(geometry, content));
        }
        return area.clear();
    }

    private void writeDirectories(BlockDevice device, List<FatName> path, FatGeometry geometry, FatContent content)
            throws IOException {
        FatTime fatTime = FatTime.of(time);
        for (int depth = 0; depth < path.size(); depth++) {
            int cluster = content.directoryCluster(depth);
            FatDirectory directory = depth == 0
                    ? FatDirectory.root(fatTime)
                    : FatDirectory.inside(fatTime, cluster, content.directoryCluster(depth - 1));
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

    /** Copies the file and fills its last cluster with zeros. */
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
