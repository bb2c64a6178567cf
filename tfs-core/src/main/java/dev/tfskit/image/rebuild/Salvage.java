// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.rebuild;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DamageTolerantDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.log.Replay;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Notice;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Copies everything that is still readable in a damaged volume into a sound one. The salvage does not guess: it uses
 * the log up to the first damaged or unreadable record. Of a record that is damaged in its middle, the attributes
 * before the damage count. A file keeps the blocks of its sound extents. Of an extent that reaches beyond the volume,
 * or covers more blocks than it owns, it keeps the blocks inside that it owns, up to the next extent. Where two files
 * claim the same blocks, both get the bytes. Everything else is reported as lost. The source is only read, and stays
 * open. Not thread-safe.
 */
public final class Salvage {

    private final BlockDevice source;
    private final Consumer<Notice> lost;

    /**
     * Creates a salvage of a volume.
     *
     * @param source the device that holds the volume, from its first byte
     * @param lost receives everything that could not be saved, and a note about a label that was cut; called by one
     *     thread at a time
     */
    public Salvage(BlockDevice source, Consumer<Notice> lost) {
        this.source = source;
        this.lost = lost;
    }

    /**
     * Writes everything that can be read to an empty device, under the label and UUID of the source. A label that is
     * too long is cut.
     *
     * @param target an empty device
     * @return the figures of the new volume
     * @throws TfsFormatException when nothing can be read, not even a root
     * @throws IOException when the target fails
     */
    public ImageBuilder.Summary into(ResizableDevice target) throws IOException {
        Replay replay = Replay.ofReadablePart(new DamageTolerantDevice(source));
        Volume volume = Volume.of(source, replay);
        Label label = replay.identity().label();
        ImageBuilder builder = new ImageBuilder(new Identity(replay.identity().uuid(), label.shortened()), lost);
        if (!label.isPortable()) {
            builder.notices().accept(Notice.note("/", "the label " + label + " is too long and was cut"));
        }
        replay.torn()
                .ifPresent(offset -> builder.notices()
                        .accept(new Notice(
                                "/", "the record at byte " + offset + " was never finished; its changes are lost")));
        replay.damage()
                .ifPresent(damage -> builder.notices()
                        .accept(new Notice(
                                "/",
                                "the log after its first "
                                        + Messages.of(replay.records(), "record", "records") + " is lost: "
                                        + Messages.reasonOf(damage))));
        return builder.build(() -> target, List.of(new VolumeSource(volume, builder.notices())))
                .summary();
    }
}
