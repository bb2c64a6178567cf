// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.device.filter.DeviceTail;
import dev.tfskit.device.filter.VerifyingDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes a disk image that boots (docs/format.md, section 5). Whoever makes one fills the boot volume and the root
 * volume between {@link #begin} and {@link #finish}; only then there is a boot sector, so that what was half written is
 * no disk.
 */
public final class DiskWriter {

    private final ResizableDevice disk;
    private final BootFile bootFile;
    private final Optional<SystemPartition> systemPartition;
    private final DiskLayout layout;

    private DiskWriter(ResizableDevice disk, BootFile bootFile, Optional<SystemPartition> systemPartition) {
        this.disk = disk;
        this.bootFile = bootFile;
        this.systemPartition = systemPartition;
        this.layout = DiskLayout.of(bootFile, systemPartition);
    }

    /**
     * Begins a disk: its boot loader, an empty crash log and the system partition are written, and there is room for
     * the boot volume.
     *
     * @param disk loses what it holds; it must stay open until {@link #finish}
     * @param bootFile what the disk begins with
     * @param systemPartition for machines with UEFI firmware; written here
     * @throws IOException when the UEFI loader cannot be read or the disk not be written
     */
    public static DiskWriter begin(ResizableDevice disk, BootFile bootFile, Optional<SystemPartition> systemPartition)
            throws IOException {
        DiskWriter writer = new DiskWriter(disk, bootFile, systemPartition);
        // What it had is gone then, the boot sector above all, and the crash log reads as zeros.
        disk.resize(0);
        disk.resize(writer.layout.rootVolumeOffset());
        writer.writeLoaders(disk);
        return writer;
    }

    private void writeLoaders(BlockDevice target) throws IOException {
        target.write(BlockDevice.BLOCK_BYTES, bootFile.loader());
        if (systemPartition.isPresent()) {
            long start = layout.systemPartitionOffset();
            systemPartition
                    .get()
                    .write(
                            new DeviceSlice(target, start, layout.systemPartitionBytes()),
                            start / BlockDevice.BLOCK_BYTES);
        }
    }

    /** Where the parts of the disk lie. */
    public DiskLayout layout() {
        return layout;
    }

    /**
     * The device of the boot volume, of 12 MiB and all zero at first. Closing it closes the disk.
     *
     * @throws IOException when the disk does not tell its size
     */
    public BlockDevice bootVolume() throws IOException {
        return new DeviceSlice(disk, layout.bootVolumeOffset(), DiskLayout.BOOT_VOLUME_BYTES);
    }

    /** The device of the root volume, which is empty at first and grows with the disk. Closing it closes the disk. */
    public ResizableDevice rootVolume() {
        return new DeviceTail(disk, layout.rootVolumeOffset());
    }

    /**
     * Writes the boot sector, with a partition table for the root volume as long as it now is. All else is forced to
     * the disk before, and the boot sector after.
     *
     * @throws dev.tfskit.error.FileTooLargeException when the disk has more than 2 TiB; see
     *     {@link DiskLayout#checkRootBytes}
     * @throws IllegalStateException when there is no root volume yet
     * @throws IOException when the disk cannot be written
     */
    public void finish() throws IOException {
        long rootBytes = rootVolume().size();
        if (rootBytes < BlockDevice.BLOCK_BYTES) {
            throw new IllegalStateException("the root volume has no block yet");
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
     * Reads the boot sector, the boot loader and the system partition of a finished disk back, and compares them with
     * the files that they came from.
     *
     * @throws java.nio.file.FileSystemException when something differs
     * @throws IOException when something cannot be read
     */
    public void verify() throws IOException {
        BlockDevice comparing = new VerifyingDevice(disk);
        comparing.write(0, bootSector(rootVolume().size()));
        writeLoaders(comparing);
    }
}
