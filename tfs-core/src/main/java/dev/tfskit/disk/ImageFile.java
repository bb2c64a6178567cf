// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.lz4.Lz4Device;
import dev.tfskit.io.Handover;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens image files, plain or compressed by lz4. The first bytes of a file decide whether it is compressed, not its
 * name. Stateless and thread-safe.
 */
public final class ImageFile {

    private ImageFile() {}

    /**
     * Opens an existing image for reading.
     *
     * @param path the path of the image
     * @return the bytes of the image; of a compressed file, its uncompressed content
     * @throws FileSystemException when the file cannot be opened, with the reason as its type, or when it has another
     *     format that is known, such as gzip or qcow2
     * @throws dev.tfskit.error.TfsFormatException when the file is compressed and damaged
     * @throws IOException when the file cannot be read
     */
    public static BlockDevice openForReading(Path path) throws IOException {
        return openForReading(path, FileDevice.openForReading(path));
    }

    /**
     * Opens an image in a file that is open, such as a copy.
     *
     * @param path the path of the image in messages
     * @param file the open file; closing the result closes it, and so does a failure
     * @return the bytes of the image; of a compressed file, its uncompressed content
     * @throws FileSystemException when the file has another format that is known, such as qcow2
     * @throws dev.tfskit.error.TfsFormatException when the file is compressed and damaged
     * @throws IOException when the file cannot be read
     */
    public static BlockDevice openForReading(Path path, BlockDevice file) throws IOException {
        try (Handover handover = new Handover(file)) {
            if (Lz4Device.isCompressed(file)) {
                return handover.to(Lz4Device.open(file));
            }
            rejectForeignFormat(path, file);
            return handover.to(file);
        }
    }

    /**
     * Opens an existing image for reading and writing, and locks it as {@link FileDevice#openForWriting} does.
     *
     * @param path the path of the image
     * @return the open image
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when another user of the
     *     file is found, with the user in the message; or when the file is compressed or has another known format
     * @throws IOException when the file cannot be read
     */
    public static ResizableDevice openForWriting(Path path) throws IOException {
        ResizableDevice file = FileDevice.openForWriting(path);
        try (Handover handover = new Handover(file)) {
            if (Lz4Device.isCompressed(file)) {
                throw new FileSystemException(
                        path.toString(), null, "is compressed with lz4, so it can only be read; unpack it first");
            }
            rejectForeignFormat(path, file);
            return handover.to(file);
        }
    }

    private static void rejectForeignFormat(Path path, BlockDevice file) throws IOException {
        Optional<ForeignFormat> format = ForeignFormat.of(file);
        if (format.isPresent()) {
            throw new FileSystemException(path.toString(), null, format.get().refusal());
        }
    }

    /**
     * Returns whether an image is compressed by lz4. Such an image can only be read.
     *
     * @param path the path of the image
     * @return true if the file begins with a magic number of LZ4
     * @throws IOException when the file cannot be opened or read
     */
    public static boolean isCompressed(Path path) throws IOException {
        try (BlockDevice file = FileDevice.openForReading(path)) {
            return Lz4Device.isCompressed(file);
        }
    }

    /**
     * Returns whether a file holds a disk that cannot be read: in a format such as qcow2, or with a part of the changes
     * of an overlay. {@link #openForReading(Path)} then fails with the reason.
     *
     * @param path the path of the file
     * @return true if the file begins with the magic number of such a format; that of no archive is among them
     * @throws IOException when the file cannot be opened or read
     */
    public static boolean isForeignDisk(Path path) throws IOException {
        try (BlockDevice file = FileDevice.openForReading(path)) {
            return ForeignFormat.of(file)
                    .filter(format -> !format.isOfArchives())
                    .isPresent();
        }
    }
}
