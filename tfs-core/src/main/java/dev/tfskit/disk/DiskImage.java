// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.LogCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A whole image: a bare volume, or a disk with partitions that hold volumes (docs/format.md, section 5). It is closed
 * by {@link #close}, or by closing the device of one of its volumes. Thread safe.
 */
public final class DiskImage implements Closeable {

    private final BlockDevice disk;
    private final PartitionTable table;

    private DiskImage(BlockDevice disk, PartitionTable table) {
        this.disk = disk;
        this.table = table;
    }

    /**
     * Opens an image for reading, also one that lz4 has compressed.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when the file cannot be opened
     * @throws IOException when it cannot be read
     */
    public static DiskImage open(Path file) throws IOException {
        BlockDevice device = ImageFile.openForReading(file);
        try {
            return of(device);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Opens an image for reading and writing, and locks it until it is closed.
     *
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when somebody else works
     *     on it, naming who; or when it is compressed
     * @throws IOException when it cannot be read
     */
    public static DiskImage openForWriting(Path file) throws IOException {
        BlockDevice device = ImageFile.openForWriting(file);
        try {
            return of(device);
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /**
     * Looks at an image that is open. A volume can be told by its first bytes, which no boot sector begins with.
     *
     * @param disk the image; it stays open and with the caller when this throws
     * @throws IOException when it cannot be read
     */
    public static DiskImage of(BlockDevice disk) throws IOException {
        boolean bare = LogCursor.startsVolume(disk);
        return new DiskImage(
                disk, bare ? PartitionTable.EMPTY : PartitionTable.read(disk).orElse(PartitionTable.EMPTY));
    }

    /** The partition of the root volume; empty when the image is a bare volume. */
    public Optional<Partition> rootPartition() {
        return table.root();
    }

    /** The partition of the boot volume, if there is one. */
    public Optional<Partition> bootPartition() {
        return table.root().isPresent() ? table.boot() : Optional.empty();
    }

    /**
     * The partitions, in the order of the table, and what each holds; none of a bare volume.
     *
     * @throws IOException when the image cannot be read
     */
    public List<PartitionContent> partitions() throws IOException {
        List<PartitionContent> found = new ArrayList<>();
        for (Partition partition : table.partitions()) {
            found.add(new PartitionContent(partition, content(partition)));
        }
        return found;
    }

    private PartitionContent.Holds content(Partition partition) throws IOException {
        if (!isInside(partition)) {
            return PartitionContent.Holds.CUT_OFF;
        }
        if (LogCursor.startsVolume(slice(partition))) {
            return PartitionContent.Holds.TFS_VOLUME;
        }
        return partition.type() == Partition.EFI_SYSTEM
                ? PartitionContent.Holds.EFI_SYSTEM
                : PartitionContent.Holds.OTHER;
    }

    /**
     * The device of the root volume; closing it closes the image.
     *
     * @throws TfsFormatException when the partition reaches beyond the disk, as in an image that was cut short
     */
    public BlockDevice rootVolume() throws IOException {
        return volume(new VolumeChoice.Root());
    }

    /**
     * The device of a volume; closing it closes the image. Whether there really is a volume shows when it is opened.
     *
     * @throws TfsFormatException when the partition reaches beyond the disk, as in an image that was cut short
     * @throws FileSystemException when the image has no such volume
     * @throws IOException when the image does not tell its size
     */
    public BlockDevice volume(VolumeChoice choice) throws IOException {
        return switch (choice) {
            case VolumeChoice.Root _ ->
                table.root().isPresent() ? slice(table.root().get()) : disk;
            case VolumeChoice.Boot _ ->
                slice(bootPartition()
                        .orElseThrow(() -> missing(
                                table.root().isPresent()
                                        ? "the partition table has no boot volume"
                                        : "it is a volume by itself, without a boot volume")));
            case VolumeChoice.InPartition(int number) ->
                slice(table.partition(number).orElseThrow(() -> missing(noPartition(number))));
            case VolumeChoice.AtOffset(long offset) -> from(offset);
        };
    }

    /**
     * What the kernel left behind when it last stopped, if it did and the disk has room for it.
     *
     * @throws IOException when the image cannot be read
     */
    public Optional<CrashLog> crashLog() throws IOException {
        OptionalLong firstBlock =
                table.partitions().stream().mapToLong(Partition::startBlock).min();
        return firstBlock.isEmpty()
                ? Optional.empty()
                : CrashLog.find(disk, firstBlock.getAsLong() * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Closes the image.
     *
     * @throws IOException when that fails
     */
    @Override
    public void close() throws IOException {
        disk.close();
    }

    private String noPartition(int number) {
        if (table.partitions().isEmpty()) {
            return "it has no partitions";
        }
        return "it has no partition " + number + "; it has "
                + table.partitions().stream()
                        .map(p -> String.valueOf(p.number()))
                        .collect(Collectors.joining(", "));
    }

    private FileSystemException missing(String reason) {
        return new FileSystemException(disk.toString(), null, reason);
    }

    private BlockDevice from(long offset) throws IOException {
        for (Partition partition : table.partitions()) {
            if (partition.startBlock() * BlockDevice.BLOCK_BYTES == offset && isInside(partition)) {
                return slice(partition);
            }
        }
        if (offset >= disk.size()) {
            throw missing("it ends at byte " + disk.size() + ", so nothing begins at byte " + offset);
        }
        return new DeviceSlice(disk, offset, disk.size() - offset);
    }

    private boolean isInside(Partition partition) throws IOException {
        long diskBlocks = disk.size() / BlockDevice.BLOCK_BYTES;
        return partition.startBlock() <= diskBlocks && partition.blocks() <= diskBlocks - partition.startBlock();
    }

    private BlockDevice slice(Partition partition) throws IOException {
        if (!isInside(partition)) {
            throw new TfsFormatException(
                    PartitionTable.offsetOf(partition.number()),
                    "partition " + partition.number() + " has "
                            + Messages.blocks(partition.blocks()) + " from block " + partition.startBlock()
                            + ", but the image ends after "
                            + Messages.blocks(disk.size() / BlockDevice.BLOCK_BYTES));
        }
        return new DeviceSlice(
                disk, partition.startBlock() * BlockDevice.BLOCK_BYTES, partition.blocks() * BlockDevice.BLOCK_BYTES);
    }
}
