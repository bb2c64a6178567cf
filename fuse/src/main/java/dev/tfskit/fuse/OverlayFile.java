// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.ImageOverlay;
import dev.tfskit.io.Handover;
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
        BlockDevice device = overlay.openForReading(image, ImageFile.openForReading(image));
        try (Handover handover = new Handover(device)) {
            return handover.to(Volume.open(DiskImage.of(device).volume(choice)));
        }
    }

    /** Opens a volume of an image for writing into the file, which is made if it does not exist or is empty. */
    Volume openForWriting(Path image, VolumeChoice choice, InstantSource clock, FreedBlocks freedBlocks)
            throws IOException {
        return overlay.openForWriting(
                image, device -> Volume.openForWriting(DiskImage.of(device).volume(choice), clock, freedBlocks));
    }
}
