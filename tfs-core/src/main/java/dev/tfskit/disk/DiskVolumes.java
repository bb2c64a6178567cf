// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DeviceSlice;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Finds the volumes of an image, as devices, and says why one is missing. Closing the device of a volume closes the
 * image. Thread-safe.
 */
final class DiskVolumes {

    private final BlockDevice disk;
    private final DiskPartitions partitions;

    /**
     * Creates the search.
     *
     * @param disk the device of the image
     * @param partitions its partitions
     */
    DiskVolumes(BlockDevice disk, DiskPartitions partitions) {
        this.disk = disk;
        this.partitions = partitions;
    }

    /** Returns the device of a volume, as {@link DiskImage#volume} says. */
    BlockDevice volume(VolumeChoice choice) throws IOException {
        if (partitions.hasGuidTable() && !(choice instanceof VolumeChoice.AtOffset)) {
            throw missing(
                    "has a GUID partition table (GPT), which TFS disks do not have; choose a volume by its offset");
        }
        // The first use of a switch takes milliseconds, so the usual choice does without.
        return choice instanceof VolumeChoice.Root ? root() : chosen(choice);
    }

    private BlockDevice chosen(VolumeChoice choice) throws IOException {
        return switch (choice) {
            case VolumeChoice.Root _ -> root();
            case VolumeChoice.Boot _ -> boot();
            case VolumeChoice.InPartition(int number) ->
                partitions.device(partitions.entry(number).orElseThrow(() -> missing(noPartition(number))));
            case VolumeChoice.AtOffset(long offset) -> from(offset);
        };
    }

    /** Returns the device of the root volume, whose size can be set, as {@link DiskImage#resizableRootVolume} says. */
    ResizableDevice resizableRoot() throws IOException {
        BlockDevice root = volume(new VolumeChoice.Root());
        if (!(disk instanceof ResizableDevice file)) {
            throw missing("cannot get another size, because it can only be read");
        }
        if (root == disk) {
            return file;
        }
        Partition entry = partitions.root().orElseThrow();
        for (Partition other : partitions.entries()) {
            if (other.startBlock() > entry.startBlock()) {
                throw missing("cannot get another size, because partition " + other.number()
                        + " lies behind the root volume; make the image anew with -s");
            }
        }
        return new LastPartition(file, entry);
    }

    /** Returns the partition of a volume, as {@link DiskImage#partition} says. */
    Optional<Partition> partition(VolumeChoice choice) {
        return switch (choice) {
            case VolumeChoice.Root _ -> partitions.root();
            case VolumeChoice.Boot _ -> partitions.boot();
            case VolumeChoice.InPartition(int number) -> partitions.entry(number);
            case VolumeChoice.AtOffset _ -> Optional.empty();
        };
    }

    /** Returns the device of as much of a volume as the image has, as {@link DiskImage#presentPart} says. */
    BlockDevice presentPart(VolumeChoice choice) throws IOException {
        Optional<Partition> partition = partition(choice);
        if (!partitions.hasGuidTable() && partition.isPresent() && !partitions.isInside(partition.get())) {
            Optional<BlockDevice> part = partitions.presentPart(partition.get());
            if (part.isPresent()) {
                return part.get();
            }
        }
        return volume(choice);
    }

    private BlockDevice root() throws IOException {
        if (partitions.lackVolume()) {
            throw missing("is a disk without a TFS volume; it has " + PartitionWords.describe(partitions.contents())
                    + "; name another image, or choose the partition or the offset of a volume");
        }
        if (partitions.root().isPresent()) {
            return partitions.device(partitions.root().get());
        }
        if (partitions.entries().isEmpty()) {
            return disk;
        }
        throw withoutRoot();
    }

    private BlockDevice boot() throws IOException {
        if (partitions.entries().isEmpty()) {
            throw missing("it is a volume by itself, without a boot volume");
        }
        if (partitions.root().isEmpty()) {
            throw withoutRoot();
        }
        return partitions.device(
                partitions.boot().orElseThrow(() -> missing("the partition table has no boot volume")));
    }

    private BlockDevice from(long offset) throws IOException {
        for (Partition partition : partitions.entries()) {
            if (partition.startBlock() * BlockDevice.BLOCK_BYTES == offset && partitions.isInside(partition)) {
                return partitions.device(partition);
            }
        }
        if (offset >= disk.size()) {
            throw missing("it ends at byte " + disk.size() + ", so nothing begins at byte " + offset
                    + "; give a smaller offset");
        }
        return new DeviceSlice(disk, offset, disk.size() - offset);
    }

    private FileSystemException withoutRoot() throws IOException {
        return missing("is a disk without a partition for the root volume; it has "
                + PartitionWords.describe(partitions.contents()) + "; choose one of them");
    }

    private String noPartition(int number) {
        return partitions.entries().isEmpty()
                ? "it has no partitions"
                : "it has no partition " + number + "; it has " + PartitionWords.numbers(partitions.entries());
    }

    private FileSystemException missing(String reason) {
        return new FileSystemException(disk.toString(), null, reason);
    }
}
