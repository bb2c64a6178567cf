// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.history.OwnershipSnapshot;
import dev.tfskit.io.Handover;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;

/** A volume as it was after a record of its log. */
final class PastVolume {

    private PastVolume() {}

    /**
     * Opens the volume for reading. Warns about files that have lost blocks: the log keeps the old tree, but blocks are
     * used again.
     *
     * @param record the number of the record, from 0
     * @return the volume; the caller closes it
     */
    static Volume open(Path image, VolumeChoice choice, long record, Diagnostics diagnostics) throws IOException {
        DiskImage disk = DiskImage.open(image);
        try (Handover handover = new Handover(disk)) {
            BlockDevice device = disk.volume(choice);
            Volume past = Volume.openAt(device, record);
            OwnershipSnapshot.reportLost(
                            device, past, lost -> diagnostics.warn(lost.path().toString(), lost.problem()))
                    .ifPresent(unknown -> diagnostics.warn(image.toString(), unknown));
            return handover.to(past);
        }
    }
}
