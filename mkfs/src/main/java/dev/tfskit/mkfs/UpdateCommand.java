// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.device.filter.DiscardingDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.image.rebuild.ImageCopy;
import dev.tfskit.image.rebuild.Repacking;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Changes the root volume of an image: in place, or in a copy when one commit in the image cannot do all that is
 * wanted. The copy takes the place of the image or goes where {@code --copy-to} names. Not thread-safe.
 */
final class UpdateCommand {

    private final MkfsOptions options;
    private final UpdateOptions wanted;
    private final ToolContext context;
    private final Path image;

    UpdateCommand(MkfsOptions options, UpdateOptions wanted, ToolContext context) throws UsageException {
        this.options = options;
        this.wanted = wanted;
        this.context = context;
        if (options.image().isEmpty() || StandardStream.OUTPUT.isNamedBy(options.image())) {
            throw new UsageException("--update changes an image that exists; name its file");
        }
        this.image = PathArgument.parse("IMAGE", options.image());
    }

    /**
     * Changes the image, or lists what would change.
     *
     * @param start when the tool began, in nanoseconds
     */
    void run(BuildInputs inputs, long start) throws UsageException, IOException {
        checkPunching();
        ChangeReport report = new ChangeReport(options, context.output());
        try (CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            VolumeUpdate update = new VolumeUpdate(
                    options,
                    wanted,
                    context,
                    image,
                    inputs,
                    changes -> changes.watcher(progress).listener(report));
            ImageUpdate.Summary summary = options.result().dryRun()
                    ? plan(update, cleanUp)
                    : needsCopy() ? changeCopy(update, cleanUp) : changeInPlace(update, cleanUp);
            progress.end();
            if (options.result().dryRun()) {
                report.print(summary, wanted, System.nanoTime() - start);
            } else if (wanted.copy().filter(StandardStream.OUTPUT::isNamedBy).isEmpty()) {
                CompleteImageException.summarise(() -> report.print(summary, wanted, System.nanoTime() - start));
            }
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    options.image(),
                    Messages.reasonOf(e),
                    DamageRemedy.of(e, new VolumeChoice.Root()) + "; nothing has changed");
        } catch (UncheckedIOException e) {
            // A listener that cannot print has no other way to fail.
            throw e.getCause();
        }
    }

    /** Returns the name of the image that has the changes in the end. */
    private String resultName() {
        return wanted.copy().orElse(options.image());
    }

    private boolean isImageCompressed() throws IOException {
        return Files.isRegularFile(image) && ImageFile.isCompressed(image);
    }

    private boolean isResultCompressed() throws IOException {
        return wanted.copy().isPresent() ? Targets.isCompressed(resultName(), options.result()) : isImageCompressed();
    }

    /** Refuses to make holes in a result that can have none. */
    private void checkPunching() throws UsageException, IOException {
        if (wanted.punches() && (isResultCompressed() || !isCopyAFile())) {
            throw new UsageException(
                    "--punch makes holes in a file; a compressed image, a pipe and a device have none, "
                            + "so leave it out");
        }
    }

    private boolean isCopyAFile() throws UsageException {
        if (wanted.copy().isEmpty()) {
            return true;
        }
        Path copy = PathArgument.parse("--copy-to", wanted.copy().get());
        return !StandardStream.OUTPUT.isNamedBy(wanted.copy().get())
                && (Files.notExists(copy) || Files.isRegularFile(copy));
    }

    /** Returns whether one commit in the image cannot do all that is wanted. */
    private boolean needsCopy() throws IOException {
        return wanted.copy().isPresent()
                || wanted.shrinks()
                || !wanted.boot().names().isEmpty()
                || isImageCompressed();
    }

    private ImageUpdate.Summary plan(VolumeUpdate update, CleanUp cleanUp) throws UsageException, IOException {
        BlockDevice device = cleanUp.guard(() -> ImageFile.openForReading(image));
        wanted.boot().applyTo(new DiscardingDevice(device), options.result().latest());
        return update.plan(DiskImage.of(new DiscardingDevice(device)));
    }

    private ImageUpdate.Summary changeInPlace(VolumeUpdate update, CleanUp cleanUp) throws UsageException, IOException {
        DiskImage disk = cleanUp.guard(() -> DiskImage.openForWriting(image));
        // From here on, a signal also gives the file its old size back.
        VolumeBuilder volume = cleanUp.guard(() -> update.open(disk));
        ImageUpdate.Summary summary = update.apply(disk, volume);
        if (wanted.punches()) {
            afterCommit(volume::punchFreeBlocks);
        }
        return summary;
    }

    /** Makes holes in the result, in which all else is committed. */
    private void afterCommit(IoRunnable punching) throws CompleteImageException {
        try {
            punching.run();
        } catch (IOException e) {
            throw new CompleteImageException(
                    resultName(),
                    "everything else is committed, but not all free blocks are given back; "
                            + "run it again with --punch alone",
                    e);
        }
    }

    /** Changes a copy, which then takes the place of the image, or goes where the command line says. */
    private ImageUpdate.Summary changeCopy(VolumeUpdate update, CleanUp cleanUp) throws UsageException, IOException {
        try (ImageTarget target = Targets.of(resultName(), isResultCompressed(), options.result(), context)) {
            DraftFiles files = cleanUp.guard(() -> new DraftFiles(target.workPath()));
            PendingFile draft = files.begin();
            Path shown = target instanceof StreamTarget ? image : target.workPath();
            ImageCopy copy = NamedFailure.name(shown, () -> ImageCopy.of(image, draft.channel()));
            ResizableDevice device = new NoSyncDevice(new FileDevice(shown, draft.channel()));
            wanted.boot().applyTo(device, options.result().latest());
            DiskImage disk = DiskImage.of(device);
            ImageUpdate.Summary summary = update.apply(disk, update.open(disk));
            PendingFile result = draft;
            if (wanted.shrinks()) {
                result = files.begin();
                summary = summary.resizedTo(shrink(device, result));
            }
            copy.checkImage();
            target.publish(result, files);
            if (wanted.punches()) {
                afterCommit(() -> punch(target.workPath()));
            }
            return summary;
        }
    }

    /** Returns the size of the volume in the smaller image. */
    private long shrink(ResizableDevice device, PendingFile smaller) throws IOException {
        return Repacking.write(
                device,
                new NoSyncDevice(new FileDevice(smaller.target(), smaller.channel())),
                wanted.size().orElse(0));
    }

    private static void punch(Path file) throws IOException {
        try (VolumeBuilder volume =
                Volume.openForUpdate(DiskImage.openForWriting(file).rootVolume())) {
            volume.punchFreeBlocks();
        }
    }
}
