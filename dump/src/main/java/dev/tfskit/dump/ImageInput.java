// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.archive.TemporaryFile;
import dev.tfskit.archive.UnpackedImage;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.ImageOverlay;
import dev.tfskit.io.Handover;
import dev.tfskit.source.Notice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens images for reading, also those that are compressed or come through a pipe. */
final class ImageInput {

    private ImageInput() {}

    /**
     * Opens an image. Prints a warning when a program is writing to it, and a note when it is read from a copy, with a
     * warning when this is not all of the file.
     *
     * @param image an existing file
     * @return the bytes of the image
     */
    static BlockDevice open(Path image, Diagnostics diagnostics) throws IOException {
        Optional<TemporaryFile> copy =
                UnpackedImage.of(image, TemporaryDirectory.path(), notice -> print(notice, diagnostics));
        if (copy.isPresent()) {
            return ImageFile.openForReading(
                    image, new FileDevice(image, copy.get().channel()));
        }
        return warnIfBeingWritten(ImageFile.openForReading(image), image, diagnostics);
    }

    /**
     * Opens an image with the changes of an overlay. Prints the same as for the image alone, and a warning when a
     * program is writing to the overlay.
     *
     * @param image an existing file
     * @return the bytes of the changed image
     */
    static BlockDevice open(Path image, ImageOverlay overlay, Diagnostics diagnostics) throws IOException {
        return warnIfBeingWritten(overlay.openForReading(image, open(image, diagnostics)), overlay.file(), diagnostics);
    }

    private static void print(Notice notice, Diagnostics diagnostics) {
        switch (notice.level()) {
            case WARNING -> diagnostics.warn(notice.subject(), notice.text());
            case NOTE -> diagnostics.note(notice.subject(), notice.text());
        }
    }

    private static BlockDevice warnIfBeingWritten(BlockDevice device, Path file, Diagnostics diagnostics)
            throws IOException {
        try (Handover handover = new Handover(device)) {
            if (FileDevice.isLockedAfterWaiting(file)) {
                diagnostics.warn(file.toString(), "is mounted or being written; this is its last commit");
            }
            return handover.to(device);
        }
    }
}
