// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.device.filter.DeviceTail;
import dev.tfskit.device.filter.VerifyingDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a bootable disk image (docs/format.md, section 5). The caller fills the boot volume and the root volume
 * between {@link #begin} and {@link #finish}. The boot sector is written last, so that an unfinished image is not taken
 * for a disk. Not thread-safe.
 */
public final class DiskWriter {

    private final ResizableDevice disk;
    private final BootFile bootFile;
    private final @Nullable SystemPartition systemPartition;
    private final DiskLayout layout;

    private DiskWriter(ResizableDevice disk, BootFile bootFile, @Nullable SystemPartition systemPartition) {
        this.disk = disk;
        this.bootFile = bootFile;
        this.systemPartition = systemPartition;
        this.layout = DiskLayout.of(bootFile, systemPartition);
    }

    /**
     * Starts a disk: writes the boot loader, an empty crash log and the system partition, and extends the disk to the
     * end of the boot volume.
     *
     * @param disk the target; its content is discarded, and it must stay open until {@link #finish}
     * @param bootFile the boot sector and boot loader
     * @param systemPartition the EFI system partition, for machines with UEFI firmware, or null; written by this method
     * @return the writer
     * @throws IOException when the UEFI loader cannot be read or the disk cannot be written
     */
    @SuppressWarnings("exports") // Callers need no annotations of JSpecify.
    public static DiskWriter begin(ResizableDevice disk, BootFile bootFile, @Nullable SystemPartition systemPartition)
            throws IOException {
        DiskWriter writer = new DiskWriter(disk, bootFile, systemPartition);
        // Discards the old content, above all the boot sector; the crash log then reads as zeros.
        disk.resize(0);
        disk.resize(writer.layout.rootVolumeOffset());
        writer.writeLoaders(disk);
        return writer;
    }

    private void writeLoaders(BlockDevice target) throws IOException {
        target.write(BlockDevice.BLOCK_BYTES, bootFile.loader());
        if (systemPartition != null) {
            long start = layout.systemPartitionOffset();
            systemPartition.write(
                    new DeviceSlice(target, start, layout.systemPartitionBytes()), start / BlockDevice.BLOCK_BYTES);
        }
    }

    /**
     * Returns the layout of the disk.
     *
     * @return the offsets of its parts
     */
    public DiskLayout layout() {
        return layout;
    }

    /**
     * Returns the device of the boot volume. Closing it closes the disk.
     *
     * @return 12 MiB, all zeros before the first write
     * @throws IOException when the size of the disk cannot be determined
     */
    public BlockDevice bootVolume() throws IOException {
        return new DeviceSlice(disk, layout.bootVolumeOffset(), DiskLayout.BOOT_VOLUME_BYTES);
    }

    /**
     * Returns the device of the root volume, which grows with the disk. Closing it closes the disk.
     *
     * @return the device, empty before the first write
     */
    public ResizableDevice rootVolume() {
        return new DeviceTail(disk, layout.rootVolumeOffset());
    }

    /**
     * Writes the boot sector with a partition table for the present size of the root volume. All other data is forced
     * to the disk before the boot sector, and the boot sector is forced after it.
     *
     * @throws dev.tfskit.error.FileTooLargeException when the disk is larger than 2 TiB; see
     *     {@link DiskLayout#checkRootBytes}
     * @throws IllegalStateException when the root volume is shorter than a block
     * @throws IOException when the disk cannot be written
     */
    public void finish() throws IOException {
        long rootBytes = rootVolume().size();
        if (rootBytes < BlockDevice.BLOCK_BYTES) {
            throw new IllegalStateException("the root volume is shorter than a block; write it before the boot sector");
        }
        ByteBuffer sector = bootSector(rootBytes);
        disk.force();
        disk.write(0, sector);
        disk.force();
    }

    private ByteBuffer bootSector(long rootBytes) throws IOException {
        PartitionTable table = layout.partitionTable(disk.toString(), rootBytes);
        ByteBuffer sector = bootFile.sector();
        table.writeTo(sector);
        return sector;
    }

    /**
     * Verifies a finished disk: compares the boot sector, the boot loader and the system partition with their sources.
     *
     * @throws java.nio.file.FileSystemException when a byte differs
     * @throws IOException when the disk or the UEFI loader cannot be read
     */
    public void verify() throws IOException {
        BlockDevice comparing = new VerifyingDevice(disk);
        comparing.write(0, bootSector(rootVolume().size()));
        writeLoaders(comparing);
    }
}
