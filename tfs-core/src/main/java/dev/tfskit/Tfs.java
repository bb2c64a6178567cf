// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.ProgramExamination;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DiscardingDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.OpenDirectory;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.io.Handover;
import dev.tfskit.io.IoFunction;
import dev.tfskit.program.ProgramCheck;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.TreeSource;
import dev.tfskit.volume.FreedBlocks;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Opens, creates, builds, changes and checks images of TFS, the file system of the Nanos unikernel. This is the entry
 * point of the library. An image is a file or a block device of the host. It holds either one volume and nothing else
 * (a raw image) or a disk with partitions. A volume is one file system, and the root volume of a disk is the one with
 * the program to run. Methods without a {@link VolumeChoice} use the root volume of a disk, or the only volume of a raw
 * image; {@link #check(Path, Consumer)} checks all volumes. The glossary in docs/architecture.md has the other terms.
 *
 * <p>A volume that a method returns owns everything that was opened for it: closing the volume closes the image and
 * releases its lock. A method that throws has closed everything that it opened.
 *
 * <p>All methods are thread-safe. Methods without a parameter for the clock use the clock of the system.
 */
public final class Tfs {

    private static final VolumeChoice ROOT = new VolumeChoice.Root();

    private Tfs() {}

    /**
     * Opens the root volume of an image for reading. The image may be compressed by lz4. It is not locked: when another
     * program changes the volume, the returned volume has the tree of its last commit at the time of the call, and
     * files show what their blocks hold when they are read.
     *
     * @param image an existing file
     * @return the volume; the caller closes it
     * @throws TfsFormatException when the image holds no volume, or the log of its volume is damaged
     * @throws FileSystemException when the file cannot be opened; its subclass shows the reason, such as
     *     {@code NoSuchFileException}; when it is a disk with a GUID partition table or without a root volume, or has
     *     another known format, such as qcow2; or when this program writes to it
     * @throws IOException when it cannot be read
     */
    public static Volume open(Path image) throws IOException {
        return open(image, ROOT);
    }

    /**
     * Opens one of the volumes of an image for reading, as {@link #open(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume to open
     * @return the volume; the caller closes it
     * @throws TfsFormatException when there is no volume, its log is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or as {@link #open(Path)}
     * @throws IOException when it cannot be read
     */
    public static Volume open(Path image, VolumeChoice choice) throws IOException {
        return volumeOf(DiskImage.open(image), choice, Volume::open);
    }

    /**
     * Opens the root volume of an image for writing, and locks the image until the volume is closed. If the volume is
     * the whole image, the file grows when the log needs space. When another program has locked the file, this waits
     * for up to ten seconds before it throws. When another program has the file open for writing without a lock, this
     * waits for a second. It throws at once when the image is mounted or a loop device uses it.
     *
     * <p>On Linux and macOS, the lock ends when this program opens the file of the image without this library, and
     * closes it. Then another program may write to the image at the same time and damage the volume. So until the
     * volume is closed, the program must not copy or read the file of the image. Nor may it call
     * {@code FileSystems.newFileSystem} with the path of the image: on the class path, Java first asks the zip provider
     * of the JDK, which opens and closes the file.
     *
     * @param image an existing file
     * @return the volume; the caller closes it, which makes all changes durable
     * @throws TfsFormatException when the image holds no volume, or the volume is damaged
     * @throws FileSystemException when another program uses the file, with the name of the program where it is known;
     *     when this program has it open, even for reading only; when it is compressed; or as {@link #open(Path)}
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(Path image) throws IOException {
        return openForWriting(image, ROOT);
    }

    /**
     * Opens one of the volumes of an image for writing, as {@link #openForWriting(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume to open
     * @return the volume; the caller closes it, which makes all changes durable
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or as {@link #openForWriting(Path)}
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(Path image, VolumeChoice choice) throws IOException {
        return openForWriting(image, choice, InstantSource.system());
    }

    /**
     * Opens one of the volumes of an image for writing, as {@link #openForWriting(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume to open
     * @param clock the source of the times of changes
     * @return the volume; the caller closes it, which makes all changes durable
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or as {@link #openForWriting(Path)}
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(Path image, VolumeChoice choice, InstantSource clock)
            throws IOException {
        return openForWriting(image, choice, clock, FreedBlocks.KEEP);
    }

    /**
     * Opens one of the volumes of an image for writing, as {@link #openForWriting(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume to open
     * @param clock the source of the times of changes
     * @param freedBlocks what to do with the bytes of blocks that the volume frees
     * @return the volume; the caller closes it, which makes all changes durable
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or as {@link #openForWriting(Path)}
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(
            Path image, VolumeChoice choice, InstantSource clock, FreedBlocks freedBlocks) throws IOException {
        return volumeOf(
                DiskImage.openForWriting(image), choice, device -> Volume.openForWriting(device, clock, freedBlocks));
    }

    /**
     * Opens the root volume of an image to change it by one commit, as {@code ImageUpdate.apply} does. The volume grows
     * with what is written, and the partition table of a disk with it. This waits for another program as
     * {@link #openForWriting(Path)} does.
     *
     * @param image an existing file, which is locked until the volume is closed, as by {@link #openForWriting(Path)}
     * @return the volume, which {@code ImageUpdate.apply} commits; without a commit before {@code close}, nothing
     *     changes, except that bytes that were written over bytes of an existing file stay
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when a partition lies behind that of the root volume; or as
     *     {@link #openForWriting(Path)}
     * @throws IOException when it cannot be read
     */
    public static UpdatedVolume openForUpdate(Path image) throws IOException {
        return openedForUpdate(ImageFile.openForWriting(image), device -> device);
    }

    /**
     * Opens the root volume of an image to find out what an update would change, as {@code ImageUpdate.plan} does. The
     * image is only read. It is not locked and may be compressed by lz4. Nothing that is written to the volume reaches
     * the image, not even after a commit.
     *
     * @param image an existing file
     * @return the volume; the caller closes it
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when a partition lies behind that of the root volume; or as {@link #open(Path)}
     * @throws IOException when it cannot be read
     */
    public static UpdatedVolume openForPlan(Path image) throws IOException {
        return openedForUpdate(ImageFile.openForReading(image), DiscardingDevice::new);
    }

    private static UpdatedVolume openedForUpdate(BlockDevice file, IoFunction<BlockDevice, BlockDevice> view)
            throws IOException {
        try (Handover handover = new Handover(file)) {
            return handover.to(
                    Volume.openForUpdate(DiskImage.of(view.apply(file)).resizableRootVolume()));
        }
    }

    private static <V extends Volume> V volumeOf(
            DiskImage image, VolumeChoice choice, IoFunction<BlockDevice, V> opening) throws IOException {
        try (Handover handover = new Handover(image)) {
            return handover.to(opening.apply(image.volume(choice)));
        }
    }

    /**
     * Creates an image that is an empty volume, with a random UUID, and opens it for writing, as {@link #create(Path,
     * long, Identity, InstantSource)} does.
     *
     * @param image the path of the new file; must not exist
     * @param bytes the size in bytes, at least 1,573,376; the log needs these, so add the size of the contents; an
     *     incomplete block of 512 bytes at the end does not count
     * @param label the label of the volume, at most 31 bytes of UTF-8 and without NUL
     * @return the volume; the caller closes it
     * @throws IllegalArgumentException when the size is negative, or the label is too long or holds a NUL
     * @throws FileAlreadyExistsException when the path exists
     * @throws NoSpaceException when the size is too small for a volume
     * @throws IOException when the file cannot be made
     */
    public static WritableVolume create(Path image, long bytes, String label) throws IOException {
        return create(image, bytes, new Identity(UUID.randomUUID(), Label.of(label)), InstantSource.system());
    }

    /**
     * Creates an image that is an empty volume, and opens it for writing. The file appears when the empty volume is
     * forced to disk, or not at all. Then the directory is forced to disk, where the file system can do that, so that
     * the file outlives a crash. Later changes are durable as with {@link #openForWriting(Path)}.
     *
     * @param image the path of the new file; must not exist
     * @param bytes the size in bytes, at least 1,573,376; the log needs these, so add the size of the contents; an
     *     incomplete block of 512 bytes at the end does not count
     * @param identity the label and UUID of the volume
     * @param clock the source of the times of changes
     * @return the volume; the caller closes it
     * @throws IllegalArgumentException when the size is negative, or the label has more than 31 bytes
     * @throws FileAlreadyExistsException when the path exists
     * @throws NoSpaceException when the size is too small for a volume
     * @throws IOException when the file cannot be made
     */
    public static WritableVolume create(Path image, long bytes, Identity identity, InstantSource clock)
            throws IOException {
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative size: " + bytes);
        }
        if (Files.exists(image, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    image.toString(), null, "exists already; remove it or choose another name");
        }
        try (PendingFile pending = PendingFile.forTarget(image);
                ResizableDevice device = new FileDevice(image, pending.channel())) {
            device.resize(bytes - bytes % BlockDevice.BLOCK_BYTES);
            try (WritableVolume _ = Volume.format(device, identity, clock)) {
                pending.publishNew();
            }
            OpenDirectory.forceWherePossible(pending.target());
        }
        return openForWriting(image, ROOT, clock);
    }

    /**
     * Builds an image that is one volume. The file appears when the image is complete and forced to disk, or not at
     * all. Then the directory is forced to disk, where the file system can do that, so that the file outlives a crash.
     * A file at the path is replaced, also one that a symbolic link there leads to. The new file gets the mode of the
     * file that it replaces, and also its owner and group if this process may set them. A process that is killed
     * meanwhile leaves a temporary file in the same directory, whose name begins with a dot and the name of the image.
     * When another program has locked the file to replace, this waits for up to ten seconds before it throws.
     *
     * @param image the path of the file; it must not lie in a directory that is a source
     * @param builder what to build
     * @param sources the sources, which the caller closes; an entry of a later one replaces an entry of an earlier one
     * @return the figures of the image, which {@link #open(Path)} opens
     * @throws FileSystemException when the file cannot be made or replaced; its subclass shows the reason; when another
     *     program uses the file to replace, with the name of the program where it is known, or this program has it open
     *     for writing; or when {@link ImageBuilder#verified} finds a difference
     * @throws NoSpaceException when the contents do not fit into the size of the builder
     * @throws IOException when a source cannot be read or the file cannot be written; or when the directory cannot be
     *     forced, and the new image exists then
     */
    public static ImageBuilder.Summary build(Path image, ImageBuilder builder, List<TreeSource> sources)
            throws IOException {
        try (ImageDrafts drafts = new ImageDrafts(image)) {
            ImageBuilder.Summary summary = builder.build(drafts, sources).summary();
            drafts.publish();
            return summary;
        }
    }

    /**
     * Checks everything in an image: its partition table and the volumes in its partitions, or the one volume.
     *
     * @param image an existing file, which may be compressed by lz4; it is only read
     * @param findings receives each finding, in no particular order but the same every time
     * @return the number of findings of each severity
     * @throws TfsFormatException when the file is compressed and damaged
     * @throws FileSystemException as {@link #open(Path)}
     * @throws IOException when it cannot be read; damage of a volume is reported as findings
     */
    public static CheckReport check(Path image, Consumer<Finding> findings) throws IOException {
        try (BlockDevice device = ImageFile.openForReading(image)) {
            return new DiskCheck(device, findings).with(programExamination()).run();
        }
    }

    /**
     * Checks one of the volumes of an image. The boot volume of a disk must have a kernel, and its root volume a
     * program. A volume that is chosen by its offset need not have either, nor one that is the whole image.
     *
     * @param image an existing file, which may be compressed by lz4; it is only read
     * @param choice the volume to check
     * @param findings receives each finding, in no particular order but the same every time
     * @return the number of findings of each severity
     * @throws TfsFormatException when the file is compressed and damaged
     * @throws FileSystemException when the image has no such partition; or as {@link #open(Path)}
     * @throws IOException when it cannot be read; damage of the volume is reported as findings
     */
    public static CheckReport check(Path image, VolumeChoice choice, Consumer<Finding> findings) throws IOException {
        try (BlockDevice device = ImageFile.openForReading(image)) {
            return new DiskCheck(device, findings)
                    .only(choice)
                    .with(programExamination())
                    .run();
        }
    }

    /**
     * Returns the examination of programs that {@link #check(Path, Consumer)} makes, for {@link DiskCheck#with} and
     * {@link VolumeCheck#with}.
     *
     * @return the examination, which is stateless and thread-safe
     */
    public static ProgramExamination programExamination() {
        return ProgramCheck::examine;
    }
}
