// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.ImageOverlay;
import dev.tfskit.io.IoFunction;
import dev.tfskit.volume.FreedBlocks;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Opens the volumes of an image whose changes are in an overlay file.
 *
 * @param overlay the overlay file
 */
record OverlayFile(ImageOverlay overlay) {

    /** Opens a volume of an image with the changes for reading. */
    Volume open(Path image, VolumeChoice choice) throws IOException {
        return on(overlay.openForReading(image, ImageFile.openForReading(image)), choice, Volume::open);
    }

    /** Opens a volume of an image for writing into the file, which is made if it does not exist or is empty. */
    Volume openForWriting(Path image, VolumeChoice choice, InstantSource clock, FreedBlocks freedBlocks)
            throws IOException {
        return on(overlay.openForWriting(image), choice, device -> Volume.openForWriting(device, clock, freedBlocks));
    }

    private static Volume on(BlockDevice device, VolumeChoice choice, IoFunction<BlockDevice, Volume> opening)
            throws IOException {
        try {
            return opening.apply(DiskImage.of(device).volume(choice));
        } catch (IOException | RuntimeException | Error e) {
            try (device) {
                throw e;
            }
        }
    }
}
