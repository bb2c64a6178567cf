// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.io.Handover;
import dev.tfskit.program.ProgramCheck;
import dev.tfskit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open image, and the volume in it that the command line chooses. The volume is opened at its first use, because a
 * check must report damage instead of failing on it. Not thread-safe.
 */
final class OpenImage implements Closeable {

    private final BlockDevice bytes;
    private final DiskImage disk;
    private final VolumeChoice choice;
    private final OptionalLong record;
    private final VolumeInput input;
    private @Nullable Volume opened;

    private OpenImage(BlockDevice bytes, DiskImage disk, VolumeChoice choice, OptionalLong record, VolumeInput input) {
        this.bytes = bytes;
        this.disk = disk;
        this.choice = choice;
        this.record = record;
        this.input = input;
    }

    /**
     * Takes the bytes of an image.
     *
     * @param bytes the bytes; closed with the image, and also when this method throws
     * @param choice the volume
     * @param record the record after which the tree is read, if not the last one
     * @param input opens the volume
     */
    static OpenImage of(BlockDevice bytes, VolumeChoice choice, OptionalLong record, VolumeInput input)
            throws IOException {
        try (Handover handover = new Handover(bytes)) {
            return handover.to(new OpenImage(bytes, DiskImage.of(bytes), choice, record, input));
        }
    }

    /** Returns the disk with all volumes of the image. */
    DiskImage disk() {
        return disk;
    }

    /** Returns the device of the chosen volume. */
    BlockDevice device() throws IOException {
        return disk.volume(choice);
    }

    /** Returns the device of as much of the chosen volume as the image has. */
    BlockDevice presentPart() throws IOException {
        return disk.presentPart(choice);
    }

    /** Returns the chosen volume, as it is or as it was after the chosen record. */
    Volume volume() throws IOException {
        if (opened == null) {
            opened = input.open(device(), record);
        }
        return opened;
    }

    /**
     * Returns a check of the chosen volume or, without a choice, of the whole image. The check has not begun.
     *
     * @param findings receives each finding at once
     */
    DiskCheck check(Consumer<Finding> findings) {
        DiskCheck check = new DiskCheck(bytes, findings).with(ProgramCheck::examine);
        return choice instanceof VolumeChoice.Root ? check : check.only(choice);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
