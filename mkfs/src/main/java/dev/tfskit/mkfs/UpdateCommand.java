// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.DiscardingDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.disk.Partition;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageCopy;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.image.Repacking;
import dev.tfskit.io.NamedFailure;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Changes the root volume of an image in place. For one thread. */
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
        ChangeReport report = new ChangeReport(options, context.output());
        try (CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            Consumer<ImageUpdate> listeners = update -> update.watcher(progress).listener(report);
            ImageUpdate.Summary summary = options.result().dryRun()
                    ? plan(inputs, listeners, cleanUp)
                    : needsCopy() ? changeCopy(inputs, listeners, cleanUp) : changeInPlace(inputs, listeners, cleanUp);
            progress.end();
            if (!wanted.copy().filter(StandardStream.OUTPUT::isNamedBy).isPresent()) {
                report.print(summary, wanted.otherWork(), System.nanoTime() - start);
            }
        } catch (UncheckedIOException e) {
            // A listener that cannot print has no other way to fail.
            throw e.getCause();
        }
    }

    /** Returns whether one commit in the image cannot do all that is wanted. */
    private boolean needsCopy() throws IOException {
        return wanted.copy().isPresent()
                || wanted.shrinks()
                || !wanted.boot().names().isEmpty()
                || Files.isRegularFile(image) && ImageFile.isCompressed(image);
    }

    private ImageUpdate.Summary plan(BuildInputs inputs, Consumer<ImageUpdate> listeners, CleanUp cleanUp)
            throws UsageException, IOException {
        BlockDevice device = cleanUp.guard(() -> ImageFile.openForReading(image));
        wanted.boot().applyTo(new DiscardingDevice(device), options.result().latest());
        return explained(() -> {
            DiskImage disk = DiskImage.of(device);
            VolumeBuilder volume = Volume.openForUpdate(new DiscardingDevice(disk.rootVolume()));
            ImageUpdate update = update(disk, volume, inputs, true);
            listeners.accept(update);
            try (OpenSources sources = inputs.openRoot(this::ownFiles)) {
                return update.plan(volume, sources.all());
            }
        });
    }

    private ImageUpdate.Summary changeInPlace(BuildInputs inputs, Consumer<ImageUpdate> listeners, CleanUp cleanUp)
            throws UsageException, IOException {
        DiskImage disk = cleanUp.guard(() -> DiskImage.openForWriting(image));
        return explained(() -> {
            // From here on, a signal also gives the file its old size back.
            VolumeBuilder volume = cleanUp.guard(() -> Volume.openForUpdate(root(disk)));
            ImageUpdate.Summary summary = apply(volume, disk, inputs, listeners);
            if (wanted.punches()) {
                volume.punchFreeBlocks();
            }
            return summary;
        });
    }

    /** Changes a copy, which then takes the place of the image, or goes where the command line says. */
    private ImageUpdate.Summary changeCopy(BuildInputs inputs, Consumer<ImageUpdate> listeners, CleanUp cleanUp)
            throws UsageException, IOException {
        String name = wanted.copy().orElse(options.image());
        boolean isCompressed = wanted.copy().isPresent()
                ? Targets.isCompressed(name, options.result())
                : ImageFile.isCompressed(image);
        try (ImageTarget target = Targets.of(name, isCompressed, options.result(), context)) {
            DraftFiles files = cleanUp.guard(() -> new DraftFiles(target.workPath()));
            PendingFile draft = files.begin();
            Path shown = target instanceof StreamTarget ? image : target.workPath();
            ImageCopy copy = NamedFailure.name(shown, () -> ImageCopy.of(image, draft.channel()));
            ResizableDevice device = new NoSyncDevice(new FileDevice(shown, draft.channel()));
            wanted.boot().applyTo(device, options.result().latest());
            ImageUpdate.Summary summary = explained(() -> {
                DiskImage disk = DiskImage.of(device);
                return apply(Volume.openForUpdate(root(disk)), disk, inputs, listeners);
            });
            PendingFile result = wanted.shrinks() ? shrunk(device, files) : draft;
            copy.checkImage();
            target.publish(result, files);
            if (wanted.punches() && target instanceof FileTarget) {
                punch(target.workPath());
            }
            return summary;
        }
    }

    private PendingFile shrunk(ResizableDevice device, DraftFiles files) throws IOException {
        PendingFile smaller = files.begin();
        Repacking.write(
                device,
                new NoSyncDevice(new FileDevice(smaller.target(), smaller.channel())),
                wanted.size().orElse(0));
        return smaller;
    }

    private static void punch(Path file) throws IOException {
        try (VolumeBuilder volume =
                Volume.openForUpdate(DiskImage.openForWriting(file).rootVolume())) {
            volume.punchFreeBlocks();
        }
    }

    private BlockDevice root(DiskImage disk) throws IOException {
        return wanted.size().isPresent() && !wanted.shrinks() ? disk.resizableRootVolume() : disk.rootVolume();
    }

    private ImageUpdate.Summary apply(
            VolumeBuilder volume, DiskImage disk, BuildInputs inputs, Consumer<ImageUpdate> listeners)
            throws UsageException, IOException {
        ImageUpdate update = update(disk, volume, inputs, false);
        listeners.accept(update);
        try (OpenSources sources = inputs.openRoot(this::ownFiles)) {
            return update.apply(volume, sources.all());
        }
    }

    private ImageUpdate update(DiskImage disk, VolumeBuilder volume, BuildInputs inputs, boolean isPlan)
            throws IOException {
        Tuple attributes = inputs.attributes();
        if (options.program().isPresent()) {
            PresentConfiguration.of(volume)
                    .addTo(attributes, !options.program().get().arguments().isEmpty());
        }
        ImageUpdate update = new ImageUpdate(inputs.notices())
                .threads(Runtime.getRuntime().availableProcessors())
                .rootAttributes(attributes)
                .withFinalStep(changed -> finish(changed, inputs, isPlan));
        wanted.applyTo(update, disk.rootPartition().map(Partition::startBlock).orElse(0L) * BlockDevice.BLOCK_BYTES);
        return update;
    }

    /** A step that may find that the image is damaged. */
    @FunctionalInterface
    private interface Step {
        ImageUpdate.Summary run() throws UsageException, IOException;
    }

    private ImageUpdate.Summary explained(Step step) throws UsageException, IOException {
        try {
            return step.run();
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    options.image(), Messages.reasonOf(e), "run 'tfs-dump --check' on it; nothing has changed");
        }
    }

    private Set<Path> ownFiles() {
        try {
            return new HashSet<>(List.of(image, image.toRealPath()));
        } catch (IOException e) {
            return Set.of(image);
        }
    }

    /** Completes the root and checks the result, before anything is committed to the image. */
    private void finish(VolumeBuilder volume, BuildInputs inputs, boolean isPlan) throws IOException {
        inputs.completeUpdatedRoot(volume);
        List<String> unmatched = wanted.removals().unmatched();
        if (!unmatched.isEmpty()) {
            inputs.notices().accept(Notice.note("--remove", "no entry matches " + String.join(", ", unmatched)));
        }
        if (!isPlan) {
            new BootabilityCheck(inputs.notices()).check(volume, Optional.empty());
        }
        long warnings = context.diagnostics().warnings();
        if (options.result().strict() && warnings > 0) {
            throw new ToolFailedException(
                    options.image(),
                    "is not changed, because of " + Messages.of(warnings, "warning", "warnings"),
                    "remove the cause or leave out --strict");
        }
        // If the changes cannot be printed, this fails while the image is as it was.
        context.output().flush();
    }
}
