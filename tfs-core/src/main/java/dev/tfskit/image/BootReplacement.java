// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.BootLoaders;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.error.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what a disk boots from: the kernel, the boot file and the UEFI loader (docs/format.md, section 5). The
 * caller should apply it to an {@link ImageCopy}: a disk may not boot after a power cut during the replacement. Not
 * thread-safe.
 */
public final class BootReplacement {

    private static final Symbol KERNEL = Symbol.of("kernel");

    private @Nullable Path kernel;
    private @Nullable BootFile bootFile;
    private @Nullable SystemPartition systemPartition;

    /** Creates a replacement that changes nothing so far. */
    public BootReplacement() {
        // The methods below set what is replaced.
    }

    /**
     * Replaces the kernel.
     *
     * @param file the file of the host
     * @return this replacement
     */
    public BootReplacement kernel(Path file) {
        kernel = file;
        return this;
    }

    /**
     * Replaces boot sector and boot loader.
     *
     * @param file the boot file
     * @return this replacement
     */
    public BootReplacement bootFile(BootFile file) {
        bootFile = file;
        return this;
    }

    /**
     * Replaces the UEFI loader, and with it the whole content of the EFI system partition.
     *
     * @param content the content; its loader must be open until {@link #applyTo} returns
     * @return this replacement
     */
    public BootReplacement systemPartition(SystemPartition content) {
        systemPartition = content;
        return this;
    }

    /**
     * Replaces on a disk what the other methods have set.
     *
     * @param disk the device of the whole disk; it stays open
     * @throws FileSystemException when the device is not a disk with a root volume, has no partition for a new file, or
     *     has too little room for it
     * @throws IOException when a file cannot be read, or the device fails
     */
    public void applyTo(BlockDevice disk) throws IOException {
        BootLoaders loaders = BootLoaders.of(disk);
        if (bootFile != null) {
            loaders.replaceBootFile(bootFile);
        }
        if (systemPartition != null) {
            loaders.replaceSystemPartition(systemPartition);
        }
        if (kernel != null) {
            replaceKernel(disk, kernel);
        }
        disk.force();
    }

    /** Removes the old kernel by a commit of its own, so that the new kernel can use its blocks. */
    private static void replaceKernel(BlockDevice disk, Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; a kernel is expected");
        }
        long bytes = Files.size(file);
        // The volume is not closed, because that would close the disk.
        VolumeBuilder volume = Volume.openForUpdate(DiskImage.of(disk).volume(new VolumeChoice.Boot()));
        new TreeRemoval(Set.of(), _ -> {}).remove(volume.root(), KERNEL);
        volume.commit();
        long room = volume.statistics().freeBlocks() * BlockDevice.BLOCK_BYTES;
        if (bytes > room) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "does not fit into the boot volume: it has " + Messages.bytes(bytes) + ", and there is room for "
                            + room + "; name a smaller kernel");
        }
        // Boot loaders ignore the time and the mode of the kernel.
        SourceEntry entry = new SourceEntry.File(TreePath.ROOT.child(KERNEL), SourceEntry.Metadata.NONE, bytes, file);
        new ImageUpdate(_ -> {})
                .apply(volume, List.of(new Entries(List.of(entry).iterator())));
    }

    private record Entries(Iterator<SourceEntry> entries) implements TreeSource {
        @Override
        public Optional<SourceEntry> next() {
            return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
        }
    }
}
