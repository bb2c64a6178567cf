// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DeviceTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The part of a disk before its root volume, for a disk whose root volume is made anew (docs/format.md, section 5). A
 * bare volume has no such part. For one thread.
 */
public final class DiskHead {

    private static final int PIECE_BYTES = 1 << 16;

    private final BlockDevice disk;
    private final Optional<Partition> root;

    private DiskHead(BlockDevice disk, Optional<Partition> root) {
        this.disk = disk;
        this.root = root;
    }

    /**
     * Finds the head of a disk.
     *
     * @param disk the device of the whole image; it stays open
     * @return the head
     * @throws java.nio.file.FileSystemException when the size of the root volume cannot change
     * @throws IOException when the device cannot be read
     */
    public static DiskHead of(ResizableDevice disk) throws IOException {
        DiskImage image = DiskImage.of(disk);
        image.resizableRootVolume();
        return new DiskHead(disk, image.rootPartition());
    }

    /**
     * Returns where the root volume begins.
     *
     * @return the offset in bytes; 0 for a bare volume
     */
    public long rootVolumeOffset() {
        return root.map(Partition::startBlock).orElse(0L) * BlockDevice.BLOCK_BYTES;
    }

    /**
     * Copies the head, all but the boot sector. Zeros become holes.
     *
     * @param target an empty device
     * @return the part of the target behind the head, for the root volume
     * @throws IOException when a device fails
     */
    public ResizableDevice copyTo(ResizableDevice target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        ByteBuffer zeros = ByteBuffer.allocate(PIECE_BYTES);
        long end = rootVolumeOffset();
        if (end > 0) {
            target.resize(end);
        }
        for (long at = BlockDevice.BLOCK_BYTES; at < end; at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, end - at));
            disk.read(at, piece);
            if (piece.rewind().mismatch(zeros.clear().limit(piece.limit())) >= 0) {
                target.write(at, piece.duplicate());
            }
        }
        return new DeviceTail(target, end);
    }

    /**
     * Writes the boot sector, whose partition table then has the size of the new root volume.
     *
     * @param target the device with head and root volume
     * @throws IOException when a device fails
     */
    public void finish(ResizableDevice target) throws IOException {
        if (root.isPresent()) {
            long rootBytes = target.size() - rootVolumeOffset();
            DiskLayout.checkRootBytes(target.toString(), rootVolumeOffset(), rootBytes);
            ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            disk.read(0, sector);
            PartitionTable.setLength(sector.clear(), root.get(), rootBytes / BlockDevice.BLOCK_BYTES);
            target.write(0, sector);
        }
        target.force();
    }
}
