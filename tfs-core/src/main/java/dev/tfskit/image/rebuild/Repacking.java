// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.rebuild;

import dev.tfskit.device.ResizableDevice;
import dev.tfskit.disk.BootArea;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.ImageSize;
import dev.tfskit.source.Notice;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes an image anew from itself, as small as it can be: the contents of the root volume lie one behind the other, and
 * its log holds nothing obsolete. All attributes, the label and the UUID stay, and so does what a disk has before its
 * root volume. Stateless.
 */
public final class Repacking {

    private Repacking() {}

    /**
     * Writes the image to an empty device.
     *
     * @param image the device of the whole image; it is only read, and stays open
     * @param target an empty device; what it holds is an image when this returns
     * @param leastBytes the least size of the new image in bytes
     * @return the size of the new root volume in bytes
     * @throws TfsFormatException when the root volume is damaged
     * @throws IOException when a device fails, or the size of the root volume cannot change
     */
    public static long write(ResizableDevice image, ResizableDevice target, long leastBytes) throws IOException {
        BootArea bootArea = BootArea.of(image);
        // The volume is not closed, because that would close the image.
        Volume volume = Volume.open(DiskImage.of(image).rootVolume());
        AtomicReference<Optional<Notice>> lost = new AtomicReference<>(Optional.empty());
        ResizableDevice root = bootArea.copyTo(target);
        ImageBuilder.Built made = new ImageBuilder(volume.identity(), notice -> lost.set(Optional.of(notice)))
                .size(new ImageSize.AtLeast(Math.max(0, leastBytes - bootArea.rootVolumeOffset())))
                .build(() -> root, List.of(new VolumeSource(volume, notice -> lost.set(Optional.of(notice)))));
        if (lost.get().isPresent()) {
            Notice notice = lost.get().get();
            throw new TfsFormatException(notice.subject() + " " + notice.text());
        }
        bootArea.finish(target);
        return made.summary().imageBytes();
    }
}
