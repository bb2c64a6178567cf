// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.lz4.Lz4Device;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Opens image files as they come: plain, or compressed by lz4. What they begin with decides, not how they are called.
 */
public final class ImageFile {

    private ImageFile() {}

    /**
     * Opens an existing image for reading.
     *
     * @return the bytes of the image; of one that is compressed, those that it was made of
     * @throws FileSystemException with the reason as its type, when the file cannot be opened
     * @throws dev.tfskit.error.TfsFormatException when the file is compressed and damaged
     * @throws IOException when it cannot be read
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
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; when somebody else works
     *     on it, naming who; or when it is compressed
     * @throws IOException when it cannot be read
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
     * Whether an image is compressed by lz4, so that it can only be read.
     *
     * @throws IOException when it cannot be read
     */
    public static boolean isCompressed(Path path) throws IOException {
        try (BlockDevice file = FileDevice.openForReading(path)) {
            return Lz4Device.isCompressed(file);
        }
    }
}
