// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.VolumeCheck;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The way into the library: opens, makes and checks images that are files of the host, or block devices of it. An image
 * is a volume by itself or a disk with partitions; without a choice, its root volume is meant. A volume that comes from
 * here owns all that was opened for it: closing the volume closes the image and gives back its lock. A method that
 * throws has closed all that it opened.
 *
 * <p>All methods may be called by many threads. The overloads without a clock take the one of the system.
 */
public final class Tfs {

    private static final VolumeChoice ROOT = new VolumeChoice.Root();

    private Tfs() {}

    /**
     * Opens the root volume of an image for reading. The image may be compressed by lz4. It is not locked: a volume
     * that another program changes is seen as it was at its last commit.
     *
     * @param image an existing file
     * @return the volume, to be closed
     * @throws TfsFormatException when the image holds no volume, or the log of its volume is damaged
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; or when this program
     *     writes to it
     * @throws IOException when it cannot be read
     */
    public static Volume open(Path image) throws IOException {
        return open(image, ROOT);
    }

    /**
     * Opens one of the volumes of an image for reading, as {@link #open(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume that is meant
     * @return the volume, to be closed
     * @throws TfsFormatException when there is no volume, its log is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or when the file cannot be opened, with the
     *     reason as its type; or when this program writes to it
     * @throws IOException when it cannot be read
     */
    public static Volume open(Path image, VolumeChoice choice) throws IOException {
        return volumeOf(DiskImage.open(image), choice, Volume::open);
    }

    /**
     * Opens the root volume of an image for writing, and locks the image until the volume is closed. The file grows
     * when the log finds no room in a volume that is the whole image.
     *
     * @param image an existing file
     * @return the volume, to be closed; that makes all changes durable
     * @throws TfsFormatException when the image holds no volume, or the volume is damaged
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when somebody else works
     *     on it, naming who; or when it is compressed
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(Path image) throws IOException {
        return openForWriting(image, ROOT);
    }

    /**
     * Opens one of the volumes of an image for writing, as {@link #openForWriting(Path)} does.
     *
     * @param image an existing file
     * @param choice the volume that is meant
     * @return the volume, to be closed; that makes all changes durable
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
     * @param choice the volume that is meant
     * @param clock tells the times of changes
     * @return the volume, to be closed; that makes all changes durable
     * @throws TfsFormatException when there is no volume, it is damaged, or its partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or as {@link #openForWriting(Path)}
     * @throws IOException when it cannot be read
     */
    public static WritableVolume openForWriting(Path image, VolumeChoice choice, InstantSource clock)
            throws IOException {
        return volumeOf(DiskImage.openForWriting(image), choice, device -> Volume.openForWriting(device, clock));
    }

    /** Opens a volume on a device. */
    @FunctionalInterface
    private interface Opening<V extends Volume> {
        V on(BlockDevice device) throws IOException;
    }

    private static <V extends Volume> V volumeOf(DiskImage image, VolumeChoice choice, Opening<V> opening)
            throws IOException {
        try {
            return opening.on(image.volume(choice));
        } catch (IOException | RuntimeException | Error e) {
            try (image) {
                throw e;
            }
        }
    }

    /**
     * Makes a new image that is an empty volume, with a random UUID, and opens it for writing.
     *
     * @param image where it is to stand; nothing may stand there
     * @param bytes its size; what is no whole block of 512 bytes does not count
     * @param label of the volume; the Nanos kernel refuses a volume whose label has more than 31 bytes
     * @return the volume, to be closed
     * @throws FileAlreadyExistsException when something stands there
     * @throws NoSpaceException when the size is too small for a volume
     * @throws IOException when the file cannot be made
     */
    public static WritableVolume create(Path image, long bytes, String label) throws IOException {
        return create(image, bytes, new Identity(UUID.randomUUID(), Label.of(label)), InstantSource.system());
    }

    /**
     * Makes a new image that is an empty volume, and opens it for writing. The file appears when the empty volume is
     * durable in it, or not at all; what is changed afterwards is durable as with {@link #openForWriting(Path)}.
     *
     * @param image where it is to stand; nothing may stand there
     * @param bytes its size; what is no whole block of 512 bytes does not count
     * @param identity label and UUID of the volume
     * @param clock tells the times of changes
     * @return the volume, to be closed
     * @throws FileAlreadyExistsException when something stands there
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
        }
        return openForWriting(image, ROOT, clock);
    }

    /**
     * Checks all that an image holds: its partition table and the volumes in its partitions, or the volume that it is.
     *
     * @param image an existing file, which may be compressed by lz4; it is only read
     * @param findings told of each finding, in no particular order but the same every time
     * @return how much was found
     * @throws FileSystemException when the file cannot be opened, with the reason as its type
     * @throws IOException when it cannot be read; damage is no reason
     */
    public static CheckReport check(Path image, Consumer<Finding> findings) throws IOException {
        try (BlockDevice device = ImageFile.openForReading(image)) {
            return new DiskCheck(device, findings).run();
        }
    }

    /**
     * Checks one of the volumes of an image.
     *
     * @param image an existing file, which may be compressed by lz4; it is only read
     * @param choice the volume that is meant
     * @param findings told of each finding, in no particular order but the same every time
     * @return how much was found
     * @throws TfsFormatException when the partition reaches beyond the image
     * @throws FileSystemException when the image has no such partition; or when the file cannot be opened, with the
     *     reason as its type
     * @throws IOException when it cannot be read; damage of the volume is no reason
     */
    public static CheckReport check(Path image, VolumeChoice choice, Consumer<Finding> findings) throws IOException {
        try (DiskImage disk = DiskImage.open(image)) {
            return new VolumeCheck(disk.volume(choice), findings).run();
        }
    }
}
