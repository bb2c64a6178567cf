package dev.tfskit.disk;

import dev.tfskit.TfsFormatException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.DeviceSlice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.log.LogCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A whole image: a bare volume, or a disk with partitions that hold volumes (docs/format.md, section 5). */
public final class DiskImage {

    private final BlockDevice disk;
    private final Optional<Partition> root;

    private DiskImage(final BlockDevice disk, final Optional<Partition> root) {
        this.disk = disk;
        this.root = root;
    }

    /**
     * Opens an image for reading.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when the file cannot be opened
     * @throws IOException when it cannot be read
     */
    public static DiskImage open(final Path file) throws IOException {
        final BlockDevice device = FileDevice.openForReading(file);
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
     * @throws IOException when it cannot be read
     */
    public static DiskImage of(final BlockDevice disk) throws IOException {
        final boolean bare = LogCursor.startsVolume(disk);
        return new DiskImage(disk, bare ? Optional.empty() : PartitionTable.read(disk).flatMap(PartitionTable::root));
    }

    /** The partition of the root volume; empty when the image is a bare volume. */
    public Optional<Partition> rootPartition() {
        return root;
    }

    /**
     * The device of the root volume; closing it closes the image.
     *
     * @throws TfsFormatException when the partition reaches beyond the disk, as in an image that was cut short
     */
    public BlockDevice rootVolume() throws IOException {
        if (root.isEmpty()) {
            return disk;
        }
        final Partition partition = root.get();
        final long diskBlocks = disk.size() / BlockDevice.BLOCK_BYTES;
        if (partition.startBlock() > diskBlocks || partition.blocks() > diskBlocks - partition.startBlock()) {
            throw new TfsFormatException(PartitionTable.offsetOf(partition.number()), "the root partition has "
                    + partition.blocks() + " blocks from block " + partition.startBlock() + ", but the image ends after "
                    + diskBlocks + " blocks");
        }
        return new DeviceSlice(disk, partition.startBlock() * BlockDevice.BLOCK_BYTES,
                partition.blocks() * BlockDevice.BLOCK_BYTES);
    }
}
