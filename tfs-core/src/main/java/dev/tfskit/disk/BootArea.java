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
 * The part of a disk image before its root volume, to be copied in front of a new root volume: the boot sector, the
 * boot loader, the crash log and the partitions before that of the root volume (docs/format.md, section 5). In an image
 * that is a volume by itself, this part is empty. Call {@link #copyTo}, write the root volume, then call
 * {@link #finish}. Not thread-safe.
 */
public final class BootArea {

    private static final int PIECE_BYTES = 1 << 16;

    private final BlockDevice disk;
    private final Optional<Partition> root;

    private BootArea(BlockDevice disk, Optional<Partition> root) {
        this.disk = disk;
        this.root = root;
    }

    /**
     * Finds the part before the root volume.
     *
     * @param disk the device of the whole image; it must stay open until {@link #finish}
     * @return the part before the root volume
     * @throws java.nio.file.FileSystemException when the size of the root volume cannot change
     * @throws IOException when the device cannot be read
     */
    public static BootArea of(ResizableDevice disk) throws IOException {
        DiskImage image = DiskImage.of(disk);
        image.resizableRootVolume();
        return new BootArea(disk, image.rootPartition());
    }

    /**
     * Returns where the root volume begins.
     *
     * @return the offset in bytes; 0 for a raw image
     */
    public long rootVolumeOffset() {
        return root.map(Partition::startBlock).orElse(0L) * BlockDevice.BLOCK_BYTES;
    }

    /**
     * Copies this part without the boot sector, so that an unfinished copy is not taken for a disk. Zeros become holes.
     *
     * @param target an empty device
     * @return the rest of the target, for the root volume; closing it closes the target
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
     * Writes the boot sector, with the size of the new root volume in its partition table, and makes the target
     * durable.
     *
     * @param target the device that got the copy and the root volume
     * @throws dev.tfskit.error.FileTooLargeException when the target has more than 2 TiB
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
