// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.error.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the parts of a disk image lie (docs/format.md, section 5). Offsets and lengths are in bytes, multiples of 512.
 *
 * @param bootFileBytes the length of the boot file, at the start
 * @param systemPartitionBytes the length of the EFI system partition; 0 where there is none
 */
public record DiskLayout(long bootFileBytes, long systemPartitionBytes) {

    /** The length of the boot volume. */
    public static final long BOOT_VOLUME_BYTES = 12L << 20;

    private static final long CRASH_LOG_BYTES = 4096;
    /** Block numbers have 32 bits. */
    private static final long MOST_BLOCKS = 1L << Integer.SIZE;

    /** Checks the numbers. */
    public DiskLayout {
        if (bootFileBytes < BlockDevice.BLOCK_BYTES
                || systemPartitionBytes < 0
                || (bootFileBytes | systemPartitionBytes) % BlockDevice.BLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "no lengths of whole blocks: " + bootFileBytes + " and " + systemPartitionBytes);
        }
    }

    /** The layout of a disk with these parts. */
    public static DiskLayout of(BootFile bootFile, Optional<SystemPartition> systemPartition) {
        return new DiskLayout(
                bootFile.size(), systemPartition.isPresent() ? SystemPartition.BLOCKS * BlockDevice.BLOCK_BYTES : 0);
    }

    /** Where the kernel leaves its crash log. */
    public long crashLogOffset() {
        return bootFileBytes;
    }

    /** Where the EFI system partition begins, or would begin; there is the end of the crash log. */
    public long systemPartitionOffset() {
        return crashLogOffset() + CRASH_LOG_BYTES;
    }

    /** Where the boot volume begins. */
    public long bootVolumeOffset() {
        return systemPartitionOffset() + systemPartitionBytes;
    }

    /** Where the root volume begins, which reaches to the end of the disk. */
    public long rootVolumeOffset() {
        return bootVolumeOffset() + BOOT_VOLUME_BYTES;
    }

    /**
     * Makes sure that a root volume of some length has a place in the partition table.
     *
     * @param image the name of the disk image, for the message
     * @param rootBytes the length of the root volume
     * @throws FileTooLargeException when the disk would have more than 2 TiB
     */
    public void checkRootBytes(String image, long rootBytes) throws FileTooLargeException {
        long most = MOST_BLOCKS * BlockDevice.BLOCK_BYTES - rootVolumeOffset();
        if (rootBytes > most) {
            throw new FileTooLargeException(
                    image,
                    "the root volume would have " + Messages.bytes(rootBytes)
                            + ", but a partition table cannot describe more than " + most
                            + " here, because a disk with one ends at 2 TiB; make it smaller");
        }
    }

    /**
     * The partition table.
     *
     * @param image the name of the disk image, for the message
     * @param rootBytes the length of the root volume
     * @throws FileTooLargeException when the disk would have more than 2 TiB
     */
    PartitionTable partitionTable(String image, long rootBytes) throws FileTooLargeException {
        checkRootBytes(image, rootBytes);
        List<Partition> partitions = new ArrayList<>();
        if (systemPartitionBytes > 0) {
            partitions.add(partition(0, Partition.EFI_SYSTEM, systemPartitionOffset(), systemPartitionBytes));
        }
        partitions.add(partition(partitions.size(), Partition.VOLUME, bootVolumeOffset(), BOOT_VOLUME_BYTES));
        partitions.add(partition(partitions.size(), Partition.VOLUME, rootVolumeOffset(), rootBytes));
        return new PartitionTable(List.copyOf(partitions));
    }

    private static Partition partition(int number, int type, long offset, long bytes) {
        return new Partition(number, type, offset / BlockDevice.BLOCK_BYTES, bytes / BlockDevice.BLOCK_BYTES);
    }
}
