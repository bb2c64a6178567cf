// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import dev.tfskit.device.ResizableDevice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.DiskLayout;
import dev.tfskit.disk.DiskWriter;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.ImageSize;
import dev.tfskit.message.Messages;
import dev.tfskit.source.TreeSource;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a bootable disk around the root volume of an {@link ImageBuilder} (docs/format.md, section 5). The boot
 * loader, the system partition and the boot volume are written first, the partition table last. Not thread-safe.
 */
public final class BootDisk implements ImageBuilder.Drafts {

    private final ImageBuilder.Drafts disks;
    private final BootFile bootFile;
    private final @Nullable SystemPartition systemPartition;
    private final BootVolume bootVolume;
    private Optional<DiskWriter> writer = Optional.empty();
    private Optional<Volume> madeBootVolume = Optional.empty();

    /** Supplies the boot volume. */
    public interface BootVolume {

        /**
         * Returns a new builder with the label and UUID of the boot volume. The disk sets the size itself.
         *
         * @return the builder
         */
        ImageBuilder builder();

        /**
         * Opens the sources of the boot volume: the kernel and the other entries. Each call reads them from the start.
         *
         * @return the sources, in the order in which they are merged
         * @throws IOException when a source cannot be opened
         */
        List<TreeSource> sources() throws IOException;
    }

    /**
     * Creates a disk that has not been begun.
     *
     * @param disks supplies empty devices for the whole disk
     * @param bootFile the boot sector and boot loader
     * @param systemPartition the partition for UEFI firmware, or null; its loader must stay open until {@link #finish}
     * @param bootVolume supplies the boot volume, once for each device
     */
    @SuppressWarnings("exports") // Callers need no annotations of JSpecify.
    public BootDisk(
            ImageBuilder.Drafts disks,
            BootFile bootFile,
            @Nullable SystemPartition systemPartition,
            BootVolume bootVolume) {
        this.disks = disks;
        this.bootFile = bootFile;
        this.systemPartition = systemPartition;
        this.bootVolume = bootVolume;
    }

    /**
     * Returns where the root volume begins.
     *
     * @return the offset in bytes from the start of the disk
     */
    public long rootVolumeOffset() {
        return DiskLayout.of(bootFile, systemPartition).rootVolumeOffset();
    }

    /**
     * Begins a disk: writes everything that comes before the root volume.
     *
     * @throws NoSpaceException when the boot volume is too small for its entries
     */
    @Override
    public ResizableDevice next() throws IOException {
        DiskWriter begun = DiskWriter.begin(disks.next(), bootFile, systemPartition);
        writer = Optional.of(begun);
        List<TreeSource> sources = bootVolume.sources();
        try {
            ImageBuilder.Built made = bootVolume
                    .builder()
                    .size(new ImageSize.Exactly(DiskLayout.BOOT_VOLUME_BYTES))
                    .build(new BootVolumeDrafts(begun.bootVolume()), sources);
            madeBootVolume = Optional.of(made.volume());
        } catch (NoSpaceException e) {
            throw new FileSystemException(
                    "boot volume",
                    null,
                    "the kernel and what comes with it do not fit into its "
                            + Messages.bytes(DiskLayout.BOOT_VOLUME_BYTES)
                            + "; strip the kernel of its symbols or leave something out");
        }
        return begun.rootVolume();
    }

    /**
     * Returns the boot volume as it is on the disk, for reading.
     *
     * @return the boot volume
     * @throws java.util.NoSuchElementException when the disk has not been begun
     */
    public Volume bootVolume() {
        return madeBootVolume.orElseThrow();
    }

    /**
     * Checks that a root volume fits before it is made.
     *
     * @param image the name of the disk image, for the message
     * @param bytes the length of the root volume in bytes
     * @throws dev.tfskit.error.FileTooLargeException when the disk would have more than 2 TiB
     */
    public void checkRootBytes(String image, long bytes) throws IOException {
        DiskLayout.of(bootFile, systemPartition).checkRootBytes(image, bytes);
    }

    /**
     * Writes the partition table. Until then the device is not a valid disk.
     *
     * @throws IOException when the disk is too large for a partition table, or cannot be written
     */
    public void finish() throws IOException {
        writer.orElseThrow().finish();
    }

    /**
     * Compares the parts of the finished disk other than its volumes with the files that they came from.
     *
     * @throws FileSystemException when a part differs
     * @throws IOException when a part cannot be read
     */
    public void verify() throws IOException {
        writer.orElseThrow().verify();
    }
}
