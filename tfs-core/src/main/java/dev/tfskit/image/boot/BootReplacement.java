// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.boot;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.BootFile;
import dev.tfskit.disk.BootLoaders;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.SystemPartition;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.image.rebuild.ImageCopy;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The replacement of what a disk boots from (docs/format.md, section 5). The caller should apply it to an
 * {@link ImageCopy}: a disk may not boot after a power cut during the replacement.
 *
 * @param kernel the new kernel, a file of the host or a link to one
 * @param bootFile the new boot sector and boot loader
 * @param systemPartition the new content of the EFI system partition, with the UEFI loader, which must be open until
 *     {@link #applyTo} returns
 */
public record BootReplacement(
        Optional<Path> kernel, Optional<BootFile> bootFile, Optional<SystemPartition> systemPartition) {

    private static final Symbol KERNEL = Symbol.of("kernel");
    private static final EntryPatterns OLD_KERNEL = EntryPatterns.of(List.of("/" + KERNEL));

    /**
     * Replaces the given parts on a disk, and leaves the rest as it is.
     *
     * @param disk the device of the whole disk; it stays open
     * @throws FileSystemException when the device is not a disk with a root volume, has no partition for a new file, or
     *     has too little room for it
     * @throws IOException when a file cannot be read, or the device fails
     */
    public void applyTo(BlockDevice disk) throws IOException {
        BootLoaders loaders = BootLoaders.of(disk);
        if (bootFile.isPresent()) {
            loaders.replaceBootFile(bootFile.get());
        }
        if (systemPartition.isPresent()) {
            loaders.replaceSystemPartition(systemPartition.get());
        }
        if (kernel.isPresent()) {
            replaceKernel(disk, kernel.get());
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
        UpdatedVolume volume = Volume.openForUpdate(DiskImage.of(disk).volume(new VolumeChoice.Boot()));
        new ImageUpdate(_ -> {}).remove(OLD_KERNEL).apply(volume, List.of());
        long room = volume.statistics().freeBlocks() * BlockDevice.BLOCK_BYTES;
        if (bytes > room) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "does not fit into the boot volume: it has " + Messages.bytes(bytes) + ", and there is room for "
                            + room + "; name a smaller kernel");
        }
        // Boot loaders ignore the time and the mode of the kernel.
        SourceEntry entry =
                new SourceEntry.File(TreePath.ROOT.child(KERNEL), SourceEntry.Metadata.NONE, bytes, file.toRealPath());
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
