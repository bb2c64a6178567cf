// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Replaces the boot loaders of an existing disk in place (docs/format.md, section 5). After a power cut during a
 * replacement, the disk may not boot, so the disk should be a copy that is not in use yet. Not thread-safe.
 */
public final class BootLoaders {

    private static final int TABLE_END = BlockDevice.BLOCK_BYTES - Short.BYTES;

    private final BlockDevice disk;
    private final DiskImage image;
    private final PartitionTable table;

    private BootLoaders(BlockDevice disk, DiskImage image, PartitionTable table) {
        this.disk = disk;
        this.image = image;
        this.table = table;
    }

    /**
     * Finds the loaders of a disk.
     *
     * @param disk the device of the whole disk; it stays open and belongs to the caller
     * @return the loaders
     * @throws FileSystemException when the device is not a disk with a root volume
     * @throws IOException when the device cannot be read
     */
    public static BootLoaders of(BlockDevice disk) throws IOException {
        DiskImage image = DiskImage.of(disk);
        if (image.rootPartition().isEmpty()) {
            throw new FileSystemException(
                    disk.toString(),
                    null,
                    "is a volume by itself, which has no place for a kernel or a boot loader; make a disk with -b "
                            + "or -u");
        }
        return new BootLoaders(disk, image, PartitionTable.read(disk).orElseThrow());
    }

    /**
     * Replaces boot sector and boot loader. The partition table stays.
     *
     * @param bootFile the boot file
     * @throws FileSystemException when it does not fit before the crash log
     * @throws IOException when the disk cannot be written
     */
    public void replaceBootFile(BootFile bootFile) throws IOException {
        long room = table.partitions().stream()
                                .mapToLong(Partition::startBlock)
                                .min()
                                .orElseThrow()
                        * BlockDevice.BLOCK_BYTES
                - DiskLayout.CRASH_LOG_BYTES;
        if (bootFile.size() > room) {
            throw new FileSystemException(
                    disk.toString(),
                    null,
                    "the boot file has " + Messages.bytes(bootFile.size()) + ", and there is room for " + room
                            + " before the crash log; make the image anew with -b");
        }
        ByteBuffer sector = ByteBuffer.allocate(BlockDevice.BLOCK_BYTES);
        disk.read(0, sector);
        byte[] entries = new byte[TABLE_END - PartitionTable.TABLE_OFFSET];
        sector.get(PartitionTable.TABLE_OFFSET, entries);
        disk.write(BlockDevice.BLOCK_BYTES, bootFile.loader());
        disk.zero(bootFile.size(), room - bootFile.size());
        disk.write(0, bootFile.sector().put(PartitionTable.TABLE_OFFSET, entries));
    }

    /**
     * Replaces the content of the EFI system partition.
     *
     * @param content the new content; its loader must be open
     * @throws TfsFormatException when the partition reaches beyond the disk
     * @throws FileSystemException when the disk has no such partition, or one that is too small or overlaps another
     * @throws IOException when the loader cannot be read or the disk cannot be written
     */
    public void replaceSystemPartition(SystemPartition content) throws IOException {
        Optional<Partition> found = table.partitions().stream()
                .filter(each -> each.type() == Partition.EFI_SYSTEM)
                .findFirst();
        if (found.isEmpty()) {
            throw new FileSystemException(
                    disk.toString(),
                    null,
                    "has no EFI system partition for the UEFI loader; make the image anew with -u");
        }
        Partition partition = found.get();
        if (partition.blocks() < SystemPartition.BLOCKS) {
            throw new FileSystemException(
                    disk.toString(),
                    null,
                    "its EFI system partition has " + Messages.bytes(partition.blocks() * BlockDevice.BLOCK_BYTES)
                            + ", and a file system with a UEFI loader needs "
                            + SystemPartition.BLOCKS * BlockDevice.BLOCK_BYTES + "; make the image anew with -u");
        }
        BlockDevice device = image.volume(new VolumeChoice.InPartition(partition.number()));
        checkOverlaps(partition);
        device.zero(0, SystemPartition.BLOCKS * BlockDevice.BLOCK_BYTES);
        content.write(device, partition.startBlock());
    }

    /** Refuses a partition whose entry is damaged, so that no volume is overwritten. */
    private void checkOverlaps(Partition partition) throws FileSystemException {
        for (Partition other : table.partitions()) {
            if (!other.equals(partition) && other.overlaps(partition)) {
                throw new FileSystemException(
                        disk.toString(),
                        null,
                        "its EFI system partition overlaps partition " + other.number()
                                + "; make the image anew with -u");
            }
        }
    }
}
