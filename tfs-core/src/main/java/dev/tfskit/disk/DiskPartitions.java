// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.LogCursor;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partitions of an image: the entries of its partition table, and the ranges of the device that they name. A raw
 * image has none. Thread-safe.
 */
final class DiskPartitions {

    private final BlockDevice disk;
    private final PartitionTable table;
    private final boolean hasGuidTable;

    private DiskPartitions(BlockDevice disk, PartitionTable table, boolean hasGuidTable) {
        this.disk = disk;
        this.table = table;
        this.hasGuidTable = hasGuidTable;
    }

    /**
     * Reads the partition table of an image. An image that begins with the magic bytes of a volume is a raw image; no
     * boot sector begins with them.
     *
     * @param disk the device of the image
     * @return the partitions, whose devices are ranges of this device
     * @throws IOException when the device cannot be read
     */
    static DiskPartitions read(BlockDevice disk) throws IOException {
        if (LogCursor.hasVolumeMagic(disk)) {
            return new DiskPartitions(disk, PartitionTable.EMPTY, false);
        }
        PartitionTable table = PartitionTable.read(disk).orElse(PartitionTable.EMPTY);
        return new DiskPartitions(
                disk, table, table.protectsGpt() || table.root().isEmpty() && GuidPartitionTable.isOn(disk));
    }

    /** Returns whether the image is a disk with a GUID partition table, whose partitions are not known. */
    boolean hasGuidTable() {
        return hasGuidTable;
    }

    /** Returns the used entries, in the order of the table. */
    List<Partition> entries() {
        return table.partitions();
    }

    /** Returns the entry with a number, if it is in use. */
    Optional<Partition> entry(int number) {
        return table.partition(number);
    }

    /** Returns the partition of the root volume, if there is one. */
    Optional<Partition> root() {
        return table.root();
    }

    /** Returns the partition of the boot volume, if there is one. A disk without a root volume has none. */
    Optional<Partition> boot() {
        return table.root().isPresent() ? table.boot() : Optional.empty();
    }

    /** Returns whether the image has all blocks of a partition. */
    boolean isInside(Partition partition) throws IOException {
        long diskBlocks = disk.size() / BlockDevice.BLOCK_BYTES;
        return partition.startBlock() <= diskBlocks && partition.blocks() <= diskBlocks - partition.startBlock();
    }

    /**
     * Returns the device of a partition; closing it closes the image.
     *
     * @throws TfsFormatException when the partition reaches beyond the image
     */
    BlockDevice device(Partition partition) throws IOException {
        if (!isInside(partition)) {
            throw new TfsFormatException(
                    PartitionTable.offsetOf(partition.number()),
                    "partition " + partition.number() + " has "
                            + Messages.blocks(partition.blocks()) + " from block " + partition.startBlock()
                            + ", but the image ends after "
                            + Messages.blocks(disk.size() / BlockDevice.BLOCK_BYTES)
                            + "; it is incomplete: copy it again");
        }
        return new DeviceSlice(
                disk, partition.startBlock() * BlockDevice.BLOCK_BYTES, partition.blocks() * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Returns the device of the whole blocks that the image has of a partition that reaches beyond its end. Closing the
     * device closes the image.
     *
     * @return the device; empty when the image has no block of the partition
     */
    Optional<BlockDevice> presentPart(Partition partition) throws IOException {
        long start = partition.startBlock() * BlockDevice.BLOCK_BYTES;
        long end = disk.size() - disk.size() % BlockDevice.BLOCK_BYTES;
        return start < end ? Optional.of(new DeviceSlice(disk, start, end - start)) : Optional.empty();
    }

    /** Returns the partitions with the kind of their content, in the order of the table. */
    List<PartitionContent> contents() throws IOException {
        List<PartitionContent> found = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            found.add(new PartitionContent(partition, content(partition)));
        }
        return found;
    }

    private PartitionContent.Kind content(Partition partition) throws IOException {
        if (!isInside(partition)) {
            return PartitionContent.Kind.CUT_OFF;
        }
        boolean isEfiSystem = partition.type() == Partition.EFI_SYSTEM;
        try {
            if (LogCursor.hasVolumeMagic(device(partition))) {
                return PartitionContent.Kind.TFS_VOLUME;
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException unreadable) {
            // A failing block of one partition must not hide the others.
            return isEfiSystem ? PartitionContent.Kind.EFI_SYSTEM : PartitionContent.Kind.UNREADABLE;
        }
        return isEfiSystem ? PartitionContent.Kind.EFI_SYSTEM : PartitionContent.Kind.OTHER;
    }

    /** Returns whether there are partitions and none holds a TFS volume. One that cannot be read may hold one. */
    boolean lackVolume() throws IOException {
        return !table.partitions().isEmpty()
                && contents().stream()
                        .allMatch(each -> each.kind() == PartitionContent.Kind.OTHER
                                || each.kind() == PartitionContent.Kind.EFI_SYSTEM);
    }
}
