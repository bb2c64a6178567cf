// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.history.OwnershipSnapshot;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Opens the volume of an image as it is, or as it was after a record. Warns of what a reader should know about it.
 *
 * @param image the name of the image
 * @param beforePaths stands before the path of a file in a warning; empty when only one image is read
 * @param diagnostics receives the warnings
 */
record VolumeInput(String image, String beforePaths, Diagnostics diagnostics) {

    /**
     * Opens the volume.
     *
     * @param device the device that holds the volume, from its first byte
     * @param record the record after which the tree is read, if not the last one
     * @throws dev.tfskit.error.TfsFormatException when the volume does not open
     */
    Volume open(BlockDevice device, OptionalLong record) throws IOException {
        Volume volume = record.isPresent() ? Volume.openAt(device, record.getAsLong()) : Volume.open(device);
        warnAboutOddities(volume);
        if (record.isPresent()) {
            warnAboutLostContents(device, volume);
        }
        return volume;
    }

    private void warnAboutOddities(Volume volume) {
        volume.tornRecord()
                .ifPresent(offset -> diagnostics.warn(
                        image,
                        "the record at byte " + offset
                                + " was never finished and is ignored; its writer was interrupted"));
        if (!volume.identity().label().isPortable()) {
            diagnostics.warn(
                    image,
                    "the label is longer than 31 bytes, so the Nanos kernel refuses this volume;"
                            + " set a shorter one with 'tfs-mkfs --update IMAGE -l LABEL'");
        }
    }

    /** Warns about files of the past that have lost blocks. */
    private void warnAboutLostContents(BlockDevice device, Volume past) throws IOException {
        OwnershipSnapshot.reportLost(device, past, lost -> diagnostics.warn(beforePaths + lost.path(), lost.problem()))
                .ifPresent(unknown -> diagnostics.warn(image, unknown));
    }
}
