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
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes the root volume of an image: in place, or in a copy, which is needed for {@code --copy-to} and for what one
 * commit in the image cannot do. Without {@code --copy-to}, the copy takes the place of the image. Not thread-safe.
 */
final class UpdateCommand {

    private final MkfsOptions options;
    private final UpdateOptions wanted;
    private final ToolContext context;
    private final Path image;
    /** The file that {@code --copy-to} names; empty for standard output, too. */
    private final Optional<Path> copy;
    /** The file that holds a copy of the image until that is complete. */
    private Optional<PendingFile> draft = Optional.empty();

    UpdateCommand(MkfsOptions options, UpdateOptions wanted, ToolContext context) throws UsageException {
        this.options = options;
        this.wanted = wanted;
        this.context = context;
        if (options.image().isEmpty() || StandardStream.OUTPUT.isNamedBy(options.image())) {
            throw new UsageException("--update changes an image that exists; name its file");
        }
        this.image = PathArgument.parse("IMAGE", options.image());
        this.copy = wanted.copy().isPresent()
                        && !StandardStream.OUTPUT.isNamedBy(wanted.copy().get())
                ? Optional.of(PathArgument.parse("--copy-to", wanted.copy().get()))
                : Optional.empty();
    }

    /**
     * Changes the image, or lists what would change.
     *
     * @param start when the tool began, in nanoseconds
     */
    void run(BuildInputs inputs, long start) throws UsageException, IOException {
        checkTrees();
        checkPunching();
        ChangeReport report = new ChangeReport(options, context.output());
        try (CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            VolumeUpdate update = new VolumeUpdate(
                    options,
                    wanted,
                    context,
                    this::ownFiles,
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
                    "is unchanged: " + Messages.reasonInSentence(e),
                    DamageRemedy.of(e, new VolumeChoice.Root()));
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

    /** Refuses the image as a tree: its tree stays anyway, and the image is locked while it changes. */
    private void checkTrees() throws UsageException, IOException {
        for (TreeArgument root : options.sources().trees().all()) {
            if (root instanceof TreeArgument.VolumeImage(Path path) && Files.isSameFile(path, image)) {
                throw new UsageException(
                        "-r " + root.shown() + " is the image that --update changes; its tree stays without -r");
            }
        }
    }

    /** Refuses to make holes in a result that can have none. */
    private void checkPunching() throws UsageException, IOException {
        if (wanted.punches() && (isResultCompressed() || !isCopyAFile())) {
            throw new UsageException(
                    "--punch makes holes in a file; a compressed image, a pipe and a device have none, "
                            + "so leave it out");
        }
    }

    private boolean isCopyAFile() {
        return wanted.copy().isEmpty()
                || copy.filter(file -> Files.notExists(file) || Files.isRegularFile(file))
                        .isPresent();
    }

    /** Returns the image, the copy and the file that holds it at first. None of them may go into the image. */
    private Set<Path> ownFiles() {
        Set<Path> own = new HashSet<>(List.of(image));
        copy.ifPresent(own::add);
        for (Path named : List.copyOf(own)) {
            try {
                own.add(named.toRealPath());
            } catch (IOException e) {
                // It is not there, so it does not go in.
            }
        }
        draft.ifPresent(file -> own.addAll(List.of(file.temporaryPath(), file.target())));
        return own;
    }

    /** Returns whether a copy is wanted, or one commit in the image cannot do all that is wanted. */
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
        UpdatedVolume volume = cleanUp.guard(() -> update.open(disk));
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
            DraftFiles files = cleanUp.guard(() -> new DraftFiles(target::begin));
            PendingFile begun = files.begin();
            draft = Optional.of(begun);
            Path shown = target instanceof StreamTarget ? image : target.workPath();
            ImageCopy made = NamedFailure.name(shown, () -> ImageCopy.of(image, begun.channel()));
            ResizableDevice device = new NoSyncDevice(new FileDevice(shown, begun.channel()));
            wanted.boot().applyTo(device, options.result().latest());
            DiskImage disk = DiskImage.of(device);
            ImageUpdate.Summary summary = update.apply(disk, update.open(disk));
            PendingFile result = begun;
            if (wanted.shrinks()) {
                result = files.begin();
                summary = summary.resizedTo(shrink(device, result));
            }
            made.checkImage();
            if (wanted.punches()) {
                // The first hole would flush the whole copy, and a failure of that concerns more than holes.
                result.force();
            }
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
        try (DiskImage disk = DiskImage.openForWriting(file);
                UpdatedVolume volume = Volume.openForUpdate(disk.rootVolume())) {
            volume.punchFreeBlocks();
        }
    }
}
