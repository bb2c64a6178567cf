// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.archive.TemporaryFile;
import dev.tfskit.archive.UnpackedImage;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens images for reading, also those that are compressed or come through a pipe. */
final class ImageInput {

    private ImageInput() {}

    /**
     * Opens an image. A warning is printed when a program is writing to it, or when it is read from a copy.
     *
     * @param image an existing file
     * @return the bytes of the image
     */
    static BlockDevice open(Path image, Diagnostics diagnostics) throws IOException {
        Optional<TemporaryFile> copy = UnpackedImage.of(
                image, TemporaryDirectory.path(), notice -> diagnostics.warn(notice.subject(), notice.text()));
        if (copy.isPresent()) {
            return ImageFile.openForReading(
                    image, new FileDevice(image, copy.get().channel()));
        }
        BlockDevice device = ImageFile.openForReading(image);
        try {
            if (FileDevice.isLockedAfterWaiting(image)) {
                diagnostics.warn(image.toString(), "is mounted or being written; this is its last commit");
            }
            return device;
        } catch (IOException | RuntimeException e) {
            try (device) {
                throw e;
            }
        }
    }
}
