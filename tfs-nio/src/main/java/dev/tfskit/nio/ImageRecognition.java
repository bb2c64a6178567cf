// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.PartitionContent;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Recognises images. Java offers each file to all providers, one after the other, so this provider must refuse a file
 * of another format.
 */
final class ImageRecognition {

    private ImageRecognition() {}

    /**
     * Checks that a file is an image. A compressed file passes: looking into it takes as long as opening it, so
     * {@link #checkContent} does that when opening has failed.
     *
     * @throws UnsupportedOperationException when it is not an image; not thrown when the environment chooses a volume,
     *     because opening the volume then fails with a better message
     */
    static void check(Path path, Map<String, ?> environment) throws IOException {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new UnsupportedOperationException(path + " is not a file of the host; only those can be images");
        }
        if (Files.isDirectory(path)) {
            throw new UnsupportedOperationException(path + " is a directory");
        }
        if (!ImageOptions.chooseVolume(environment)
                && (isForAnotherProvider(path, environment) || !FileDevice.hasRandomAccess(path) || !isImage(path))) {
            throw new UnsupportedOperationException(path + " has no TFS volume");
        }
    }

    /**
     * With options of its own, another provider may make a file that does not exist, or know what a file unpacks to.
     */
    private static boolean isForAnotherProvider(Path path, Map<String, ?> environment) throws IOException {
        return !ImageOptions.knowAll(environment)
                && (Files.notExists(path) || FileDevice.hasRandomAccess(path) && ImageFile.isCompressed(path));
    }

    /**
     * Checks that a compressed file that could not be opened holds an image. Any other file passes.
     *
     * @throws UnsupportedOperationException when it holds something else; not thrown when the environment chooses a
     *     volume
     * @throws IOException when the file is damaged or cannot be read
     */
    static void checkContent(Path path, Map<String, ?> environment) throws IOException {
        if (ImageOptions.chooseVolume(environment) || !ImageFile.isCompressed(path)) {
            return;
        }
        try (BlockDevice content = ImageFile.openForReading(path)) {
            if (!hasVolume(content)) {
                throw new UnsupportedOperationException(path + " is compressed and has no TFS volume");
            }
        }
    }

    private static boolean isImage(Path path) throws IOException {
        if (ImageFile.isCompressed(path)) {
            return true;
        }
        try (BlockDevice device = FileDevice.openForReading(path)) {
            return hasVolume(device);
        }
    }

    private static boolean hasVolume(BlockDevice device) throws IOException {
        DiskImage disk = DiskImage.of(device);
        return disk.hasRootVolume()
                || disk.partitions().stream().anyMatch(each -> each.kind() == PartitionContent.Kind.TFS_VOLUME);
    }
}
