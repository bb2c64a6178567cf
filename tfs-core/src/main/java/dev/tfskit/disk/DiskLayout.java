// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.message.Messages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of the parts of a disk image (docs/format.md, section 5). Offsets and lengths are in bytes and multiples
 * of 512. Immutable.
 *
 * @param bootFileBytes the length of the boot file, which begins at offset 0; at least 512
 * @param systemPartitionBytes the length of the EFI system partition; 0 if there is none
 */
public record DiskLayout(long bootFileBytes, long systemPartitionBytes) {

    /** The length of the boot volume in bytes. */
    public static final long BOOT_VOLUME_BYTES = 12L << 20;

    static final long CRASH_LOG_BYTES = 4096;
    /** The most blocks of a disk, because block numbers in the table have 32 bits. */
    private static final long MOST_BLOCKS = 1L << Integer.SIZE;

    /**
     * Checks that both lengths are whole blocks.
     *
     * @throws IllegalArgumentException when a length is not a multiple of 512 or too small
     */
    public DiskLayout {
        if (bootFileBytes < BlockDevice.BLOCK_BYTES
                || systemPartitionBytes < 0
                || (bootFileBytes | systemPartitionBytes) % BlockDevice.BLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "lengths that are not whole blocks: " + bootFileBytes + " and " + systemPartitionBytes);
        }
    }

    /**
     * Returns the layout of a disk with the given parts.
     *
     * @param bootFile the boot sector and boot loader
     * @param systemPartition the EFI system partition; null for a disk without one
     * @return the layout
     */
    @SuppressWarnings("exports") // Callers need no annotations of JSpecify.
    public static DiskLayout of(BootFile bootFile, @Nullable SystemPartition systemPartition) {
        return new DiskLayout(
                bootFile.size(), systemPartition != null ? SystemPartition.BLOCKS * BlockDevice.BLOCK_BYTES : 0);
    }

    /**
     * Returns the offset of the kernel's crash log.
     *
     * @return the offset in bytes
     */
    public long crashLogOffset() {
        return bootFileBytes;
    }

    /**
     * Returns the offset of the EFI system partition. This is also the end of the crash log.
     *
     * @return the offset in bytes; without a system partition, that of the boot volume
     */
    public long systemPartitionOffset() {
        return crashLogOffset() + CRASH_LOG_BYTES;
    }

    /**
     * Returns the offset of the boot volume.
     *
     * @return the offset in bytes
     */
    public long bootVolumeOffset() {
        return systemPartitionOffset() + systemPartitionBytes;
    }

    /**
     * Returns the offset of the root volume, which reaches to the end of the disk.
     *
     * @return the offset in bytes
     */
    public long rootVolumeOffset() {
        return bootVolumeOffset() + BOOT_VOLUME_BYTES;
    }

    /**
     * Checks that the partition table can describe a root volume of a given length.
     *
     * @param image the name of the disk image, for the message
     * @param rootBytes the length of the root volume in bytes, at least 0
     * @throws FileTooLargeException when the disk would be larger than 2 TiB
     */
    public void checkRootBytes(String image, long rootBytes) throws FileTooLargeException {
        checkRootBytes(image, rootVolumeOffset(), rootBytes);
    }

    /** Checks the same for a root volume that begins at an offset. */
    static void checkRootBytes(String image, long offset, long rootBytes) throws FileTooLargeException {
        long most = MOST_BLOCKS * BlockDevice.BLOCK_BYTES - offset;
        if (rootBytes > most) {
            throw new FileTooLargeException(
                    image,
                    "the root volume would have " + Messages.bytes(rootBytes)
                            + ", and at most " + most
                            + " are possible here, because a disk with a partition table ends at 2 TiB; make the "
                            + "volume smaller");
        }
    }

    /**
     * Returns the partition table.
     *
     * @param image the name of the disk image, for the message
     * @param rootBytes the length of the root volume in bytes
     * @throws FileTooLargeException when the disk would be larger than 2 TiB
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
