// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.Handover;
import dev.tfskit.log.LogCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open image: either a raw image, which is a volume without partitions around it, or a disk with partitions that
 * hold volumes (docs/format.md, section 5). Closing the image closes the file. So does closing the device of one of its
 * volumes. Thread-safe.
 */
public final class DiskImage implements Closeable {

    private final BlockDevice disk;
    private final DiskPartitions partitions;
    private final DiskVolumes volumes;

    private DiskImage(BlockDevice disk, DiskPartitions partitions) {
        this.disk = disk;
        this.partitions = partitions;
        this.volumes = new DiskVolumes(disk, partitions);
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
        return new DiskImage(disk, DiskPartitions.read(disk));
    }

    /**
     * Returns the partition of the root volume.
     *
     * @return the partition; empty for a raw image
     */
    public Optional<Partition> rootPartition() {
        return partitions.root();
    }

    /**
     * Returns whether the root volume begins like a TFS volume.
     *
     * @return true for a raw image, and for a disk with a TFS volume in the partition of the root
     * @throws IOException when the image cannot be read
     */
    public boolean hasRootVolume() throws IOException {
        Optional<Partition> root = partitions.root();
        return root.isPresent()
                ? partitions.isInside(root.get()) && LogCursor.hasVolumeMagic(partitions.device(root.get()))
                : LogCursor.hasVolumeMagic(disk);
    }

    /**
     * Returns whether the partition of the root volume reaches beyond the image, because the image was cut short.
     *
     * @return true when {@link #rootVolume} fails for that reason, unless it has another reason to fail
     * @throws IOException when the size of the image cannot be determined
     */
    public boolean isRootCutOff() throws IOException {
        return partitions.root().isPresent()
                && !partitions.isInside(partitions.root().get());
    }

    /**
     * Returns whether the image is a disk with a GUID partition table.
     *
     * @return true when {@link #rootVolume} fails for that reason
     */
    public boolean isGuidPartitioned() {
        return partitions.hasGuidTable();
    }

    /**
     * Returns whether the image is a disk with partitions, but without a TFS volume in any of them. A partition that
     * cannot be read may hold one.
     *
     * @return true when {@link #rootVolume} fails for that reason
     * @throws IOException when the size of the image cannot be determined, or when the image is closed
     */
    public boolean isForeignDisk() throws IOException {
        return partitions.lackVolume();
    }

    /**
     * Returns the partition of the boot volume.
     *
     * @return the partition; empty if the image has none
     */
    public Optional<Partition> bootPartition() {
        return partitions.boot();
    }

    /**
     * Returns the partitions and the kind of their content.
     *
     * @return the partitions in the order of the table; empty for a raw image
     * @throws IOException when the size of the image cannot be determined, or when the image is closed
     */
    public List<PartitionContent> partitions() throws IOException {
        return partitions.contents();
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
        return volumes.resizableRoot();
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
        return volumes.volume(choice);
    }

    /**
     * Returns the partition of a volume.
     *
     * @param choice selects the volume
     * @return the partition; empty if the image has no such partition, and for a volume that is chosen by its offset
     */
    public Optional<Partition> partition(VolumeChoice choice) {
        return volumes.partition(choice);
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
        return volumes.presentPart(choice);
    }

    /**
     * Returns the crash log that the kernel wrote when it last stopped.
     *
     * @return the crash log; empty if there is none
     * @throws IOException when the image cannot be read
     */
    public Optional<CrashLog> crashLog() throws IOException {
        OptionalLong firstBlock =
                partitions.entries().stream().mapToLong(Partition::startBlock).min();
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
}
