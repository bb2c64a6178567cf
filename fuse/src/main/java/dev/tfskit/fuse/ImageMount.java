// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.Tfs;
import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.Handover;
import dev.tfskit.message.Messages;
import dev.tfskit.posix.HostError;
import dev.tfskit.volume.Volume;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A mount of an image as a command line requests it.
 *
 * @param image the file of the image
 * @param directory the directory to mount it on
 * @param choice the volume to mount
 * @param record the number of the record of the log after which the volume is shown; empty for its present state
 * @param overlay the file that takes all changes; empty when the image takes them
 * @param options the options of {@code -o}
 * @param process how the process behind the mount runs
 * @param namesLibrary whether a note names the libfuse
 */
record ImageMount(
        Path image,
        Path directory,
        VolumeChoice choice,
        OptionalLong record,
        Optional<OverlayFile> overlay,
        MountOptions options,
        MountProcess process,
        boolean namesLibrary) {

    /**
     * Mounts the image, and answers requests until it is unmounted.
     *
     * @throws IOException when the image cannot be mounted, or not all changes are durable in the end
     */
    void run(LibC libC, Diagnostics diagnostics) throws IOException, InterruptedException {
        // Before anything opens the directory: an open file makes the unmount fail.
        RunningUnmounts.await(image.toRealPath(), directory.toAbsolutePath().normalize(), libC);
        MountPoint mountPoint =
                MountPoint.at(directory, libC, options.passedOn().contains("nonempty"));
        FuseConfiguration.check(options.passedOn(), libC);
        if (process.log().isPresent()) {
            List<Path> images = new ArrayList<>(List.of(image));
            overlay.ifPresent(file -> images.add(file.overlay().file()));
            LogFile.check(process.log().get(), mountPoint.path(), images);
        }
        FuseBinding fuse = InstalledFuse.load(libC);
        if (namesLibrary) {
            diagnostics.note(image.toString(), "will be mounted with " + fuse.name());
        }
        try (Closeable _ = options.readOnly() || overlay.isPresent() ? ReadingLock.on(image) : () -> {};
                Closeable _ = options.readOnly() && overlay.isPresent()
                        ? ReadingLock.on(overlay.get().overlay().file())
                        : () -> {}) {
            Mount mount = prepare(fuse, mountPoint.path(), libC, diagnostics);
            mount.start(options.commitSeconds());
            if (process.inBackground()) {
                new Background(libC).begin(process.log(), diagnostics);
            }
            mount.awaitEnd();
            mount.free();
        }
    }

    /** Opens the volume, and makes the end of this process unmount it: a signal leaves no mount without a process. */
    private Mount prepare(FuseBinding fuse, Path mountPoint, LibC libC, Diagnostics diagnostics) throws IOException {
        Volume volume = record.isPresent()
                ? PastVolume.open(image, choice, record.getAsLong(), diagnostics)
                : openPresent(new KernelClock(libC));
        try (Handover handover = new Handover(volume)) {
            Mount mount = new Mount(
                    fuse,
                    volume,
                    image.toRealPath(),
                    mountPoint,
                    options,
                    process,
                    libC,
                    message -> diagnostics.problem(image.toString(), message));
            Runtime.getRuntime().addShutdownHook(new Thread(mount::end, "tfs-end"));
            return handover.to(mount);
        }
    }

    private Volume openPresent(InstantSource clock) throws IOException {
        try {
            if (overlay.isPresent()) {
                return options.readOnly()
                        ? overlay.get().open(image, choice)
                        : overlay.get().openForWriting(image, choice, clock, options.freedBlocks());
            }
            return options.readOnly()
                    ? Tfs.open(image, choice)
                    : Tfs.openForWriting(image, choice, clock, options.freedBlocks());
        } catch (TfsFormatException e) {
            throw new ToolFailedException(image.toString(), Messages.reasonOf(e), DamageRemedy.of(e, choice));
        } catch (FileSystemException e) {
            if (overlay.isPresent() || !HostError.READ_ONLY.isReasonOf(e)) {
                throw e;
            }
            throw new ToolFailedException(
                    image.toString(),
                    Messages.reasonInSentence(e),
                    "mount it with -r, or keep its changes in another file with --overlay");
        }
    }
}
