// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.lz4.Lz4Device;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Opens image files, plain or compressed by lz4. The first bytes of the file decide, not its name. */
public final class ImageFile {

    private ImageFile() {}

    /**
     * Opens an existing image for reading.
     *
     * @param path the path of the image
     * @return the bytes of the image; of a compressed file, its uncompressed content
     * @throws FileSystemException when the file cannot be opened, with the reason as its type
     * @throws dev.tfskit.error.TfsFormatException when the file is compressed and damaged
     * @throws IOException when the file cannot be read
     */
    public static BlockDevice openForReading(Path path) throws IOException {
        BlockDevice file = FileDevice.openForReading(path);
        try {
            return Lz4Device.isCompressed(file) ? Lz4Device.open(file) : file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens an existing image for reading and writing, and locks it until it is closed.
     *
     * @param path the path of the image
     * @return the open image
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when another user of the
     *     file is found, with the user in the message; or when the file is compressed
     * @throws IOException when the file cannot be read
     */
    public static ResizableDevice openForWriting(Path path) throws IOException {
        ResizableDevice file = FileDevice.openForWriting(path);
        try {
            if (Lz4Device.isCompressed(file)) {
                throw new FileSystemException(
                        path.toString(), null, "is compressed, so it can only be read; unpack it first");
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
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
}
