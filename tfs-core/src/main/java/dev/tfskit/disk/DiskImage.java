// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.Handover;
import dev.tfskit.log.LogCursor;
import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * An open image: either a raw image, which is a volume without partitions around it, or a disk with partitions that
 * hold volumes (docs/format.md, section 5). Closing the image closes the file. So does closing the device of one of its
 * volumes. Thread-safe.
 */
public final class DiskImage implements Closeable {

    private final BlockDevice disk;
    private final PartitionTable table;
    private final boolean hasGuidTable;

    private DiskImage(BlockDevice disk, PartitionTable table, boolean hasGuidTable) {
        this.disk = disk;
        this.table = table;
        this.hasGuidTable = hasGuidTable;
    }

    /**
     * Opens an image for reading. The image may be compressed by lz4.
     *
     * @param file the path of the image
     * @return the open image
     * @throws FileSystemException when the file cannot be opened, with the reason as its type
     * @throws TfsFormatException when the file is compressed and damaged
     * @throws IOException when the file cannot be read
     */
    public static DiskImage open(Path file) throws IOException {
        return owning(ImageFile.openForReading(file));
    }

    /**
     * Opens an image for reading and writing, and locks it as {@link ImageFile#openForWriting} does.
     *
     * @param file the path of the image
     * @return the open image
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when another user of the
     *     file is found, with the user in the message; or when the file is compressed
     * @throws IOException when the file cannot be read
     */
    public static DiskImage openForWriting(Path file) throws IOException {
        return owning(ImageFile.openForWriting(file));
    }

    /** Reads the partition table of an image, and closes the device when that fails. */
    private static DiskImage owning(BlockDevice device) throws IOException {
        try (Handover handover = new Handover(device)) {
            return handover.to(of(device));
        }
    }

    /**
     * Reads the partition table of an open image. An image that begins with the magic bytes of a volume is a bare
     * volume; no boot sector begins with them.
     *
     * @param disk the device of the image; it stays open and belongs to the caller if this method throws
     * @return the image, which owns the device
     * @throws IOException when the device cannot be read
     */
    public static DiskImage of(BlockDevice disk) throws IOException {
        if (LogCursor.hasVolumeMagic(disk)) {
            return new DiskImage(disk, PartitionTable.EMPTY, false);
        }
        PartitionTable table = PartitionTable.read(disk).orElse(PartitionTable.EMPTY);
        return new DiskImage(
                disk, table, table.protectsGpt() || table.root().isEmpty() && GuidPartitionTable.isOn(disk));
    }

    /**
     * Returns the partition of the root volume.
     *
     * @return the partition; empty for a raw image
     */
    public Optional<Partition> rootPartition() {
        return table.root();
    }

    /**
     * Returns whether the root volume begins like a TFS volume.
     *
     * @return true for a raw image, and for a disk with a TFS volume in the partition of the root
     * @throws IOException when the image cannot be read
     */
    public boolean hasRootVolume() throws IOException {
        Optional<Partition> root = table.root();
        return root.isPresent()
                ? isInside(root.get()) && LogCursor.hasVolumeMagic(slice(root.get()))
                : LogCursor.hasVolumeMagic(disk);
    }

    /**
     * Returns whether the partition of the root volume reaches beyond the image, because the image was cut short.
     *
     * @return true when {@link #rootVolume} fails for that reason, unless it has another reason to fail
     * @throws IOException when the size of the image cannot be determined
     */
    public boolean isRootCutOff() throws IOException {
        return table.root().isPresent() && !isInside(table.root().get());
    }

    /**
     * Returns whether the image is a disk with a GUID partition table.
     *
     * @return true when {@link #rootVolume} fails for that reason
     */
    public boolean isGuidPartitioned() {
        return hasGuidTable;
    }

    /**
     * Returns whether the image is a disk with partitions, but without a TFS volume in any of them. A partition that
     * cannot be read may hold one.
     *
     * @return true when {@link #rootVolume} fails for that reason
     * @throws IOException when the size of the image cannot be determined, or when the image is closed
     */
    public boolean isForeignDisk() throws IOException {
        return !table.partitions().isEmpty()
                && partitions().stream()
                        .allMatch(each -> each.kind() == PartitionContent.Kind.OTHER
                                || each.kind() == PartitionContent.Kind.EFI_SYSTEM);
    }

    /**
     * Returns the partition of the boot volume.
     *
     * @return the partition; empty if the image has none
     */
    public Optional<Partition> bootPartition() {
        return table.root().isPresent() ? table.boot() : Optional.empty();
    }

    /**
     * Returns the partitions and the kind of their content.
     *
     * @return the partitions in the order of the table; empty for a raw image
     * @throws IOException when the size of the image cannot be determined, or when the image is closed
     */
    public List<PartitionContent> partitions() throws IOException {
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
            if (LogCursor.hasVolumeMagic(slice(partition))) {
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

    /**
     * Returns the device of the root volume; closing it closes the image.
     *
     * @return the partition of the root volume, or the whole image if it is a raw image
     * @throws TfsFormatException when the partition reaches beyond the image, for example because the image was cut
     *     short
     * @throws FileSystemException when the image is a disk with a GUID partition table, or with partitions none of
     *     which is that of a root volume, or none of which holds a TFS volume
     * @throws IOException when the image cannot be read
     */
    public BlockDevice rootVolume() throws IOException {
        return volume(new VolumeChoice.Root());
    }

    /**
     * Returns the device of the root volume, whose size can be set; closing it closes the image. The entry of the
     * partition table changes with the size: to a smaller size at once, to a larger one when the device is forced. A
     * power cut leaves the old size or the new one.
     *
     * @return the partition of the root volume, or the whole image if it is a raw image
     * @throws TfsFormatException when the partition reaches beyond the image
     * @throws FileSystemException when there is no root volume, as {@link #rootVolume} says; when the image is not open
     *     for writing; or when another partition lies behind that of the root volume
     * @throws IOException when the image cannot be read
     */
    public ResizableDevice resizableRootVolume() throws IOException {
        BlockDevice root = rootVolume();
        if (!(disk instanceof ResizableDevice file)) {
            throw missing("cannot get another size, because it can only be read");
        }
        if (root == disk) {
            return file;
        }
        Partition entry = table.root().orElseThrow();
        for (Partition other : table.partitions()) {
            if (other.startBlock() > entry.startBlock()) {
                throw missing("cannot get another size, because partition " + other.number()
                        + " lies behind the root volume; make the image anew with -s");
            }
        }
        return new LastPartition(file, entry);
    }

    /**
     * Returns the device of a volume; closing it closes the image. The content is not checked: opening the volume
     * reports whether there is one.
     *
     * @param choice selects the volume
     * @return the range of the image that holds the volume
     * @throws TfsFormatException when the partition reaches beyond the image, for example because the image was cut
     *     short
     * @throws FileSystemException when the image has no such volume; or when it is a disk with a GUID partition table,
     *     unless a volume is chosen by its offset
     * @throws IOException when the size of the image cannot be determined
     */
    public BlockDevice volume(VolumeChoice choice) throws IOException {
        if (hasGuidTable && !(choice instanceof VolumeChoice.AtOffset)) {
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
                slice(table.partition(number).orElseThrow(() -> missing(noPartition(number))));
            case VolumeChoice.AtOffset(long offset) -> from(offset);
        };
    }

    /**
     * Returns the partition of a volume.
     *
     * @param choice selects the volume
     * @return the partition; empty if the image has no such partition, and for a volume that is chosen by its offset
     */
    public Optional<Partition> partition(VolumeChoice choice) {
        return switch (choice) {
            case VolumeChoice.Root _ -> rootPartition();
            case VolumeChoice.Boot _ -> bootPartition();
            case VolumeChoice.InPartition(int number) -> table.partition(number);
            case VolumeChoice.AtOffset _ -> Optional.empty();
        };
    }

    /**
     * Returns the device of as much of a volume as the image has. Of a partition that reaches beyond the image, because
     * the image was cut short, it has the whole blocks in front of the end.
     *
     * @param choice selects the volume
     * @return the range of the image that holds the volume, or its first part
     * @throws TfsFormatException when the image has no block of the partition
     * @throws FileSystemException as {@link #volume}
     * @throws IOException when the size of the image cannot be determined
     */
    public BlockDevice presentPart(VolumeChoice choice) throws IOException {
        Optional<Partition> partition = partition(choice);
        if (!hasGuidTable && partition.isPresent() && !isInside(partition.get())) {
            long start = partition.get().startBlock() * BlockDevice.BLOCK_BYTES;
            long end = disk.size() - disk.size() % BlockDevice.BLOCK_BYTES;
            if (start < end) {
                return new DeviceSlice(disk, start, end - start);
            }
        }
        return volume(choice);
    }

    /**
     * Returns the crash log that the kernel wrote when it last stopped.
     *
     * @return the crash log; empty if there is none
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
     * @throws IOException when closing the file fails
     */
    @Override
    public void close() throws IOException {
        disk.close();
    }

    private BlockDevice root() throws IOException {
        if (isForeignDisk()) {
            throw missing("is a disk without a TFS volume; it has " + partitionsInWords()
                    + "; name another image, or choose the partition or the offset of a volume");
        }
        if (table.root().isPresent()) {
            return slice(table.root().get());
        }
        if (table.partitions().isEmpty()) {
            return disk;
        }
        throw withoutRoot();
    }

    private BlockDevice boot() throws IOException {
        if (table.partitions().isEmpty()) {
            throw missing("it is a volume by itself, without a boot volume");
        }
        if (table.root().isEmpty()) {
            throw withoutRoot();
        }
        return slice(table.boot().orElseThrow(() -> missing("the partition table has no boot volume")));
    }

    private FileSystemException withoutRoot() throws IOException {
        return missing("is a disk without a partition for the root volume; it has " + partitionsInWords()
                + "; choose one of them");
    }

    private String partitionsInWords() throws IOException {
        return partitions().stream().map(DiskImage::inWords).collect(Collectors.joining(", "));
    }

    private static String inWords(PartitionContent content) {
        Partition partition = content.partition();
        String kind = switch (content.kind()) {
            case TFS_VOLUME -> "a TFS volume";
            case EFI_SYSTEM -> "an EFI system partition";
            case OTHER -> "type 0x%02x, %s".formatted(partition.type(), Messages.blocks(partition.blocks()));
            case CUT_OFF -> "beyond the end of the image";
            case UNREADABLE -> "unreadable";
        };
        return "partition " + partition.number() + " (" + kind + ")";
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
            throw missing("it ends at byte " + disk.size() + ", so nothing begins at byte " + offset
                    + "; give a smaller offset");
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
                            + Messages.blocks(disk.size() / BlockDevice.BLOCK_BYTES)
                            + "; it is incomplete: copy it again");
        }
        return new DeviceSlice(
                disk, partition.startBlock() * BlockDevice.BLOCK_BYTES, partition.blocks() * BlockDevice.BLOCK_BYTES);
    }
}
