// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.CleanUp;
import dev.tfskit.cli.PathArgument;
import dev.tfskit.cli.StandardStream;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.DiscardingDevice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.VolumeChoice;
import dev.tfskit.error.Messages;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.source.Notice;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        boolean isPlan = options.result().dryRun();
        ChangeReport report = new ChangeReport(options, context.output());
        try (CleanUp cleanUp = new CleanUp(context.diagnostics());
                Progress progress = Progress.of(options.result().report(), context)) {
            VolumeBuilder volume = cleanUp.guard(() -> open(isPlan));
            ImageUpdate update = new ImageUpdate(inputs.notices())
                    .threads(Runtime.getRuntime().availableProcessors())
                    .watcher(progress)
                    .rootAttributes(inputs.attributes())
                    .listener(report)
                    .withFinalStep(changed -> finish(changed, inputs, isPlan));
            wanted.applyTo(update);
            ImageUpdate.Summary summary;
            try (OpenSources sources = inputs.openRoot(this::ownFiles)) {
                summary = isPlan ? update.plan(volume, sources.all()) : update.apply(volume, sources.all());
            }
            progress.end();
            report.print(summary, System.nanoTime() - start);
        } catch (UncheckedIOException e) {
            // A listener that cannot print has no other way to fail.
            throw e.getCause();
        }
    }

    private VolumeBuilder open(boolean isPlan) throws IOException {
        DiskImage disk = isPlan ? DiskImage.open(image) : DiskImage.openForWriting(image);
        try {
            BlockDevice device = disk.volume(new VolumeChoice.Root());
            return Volume.openForUpdate(isPlan ? new DiscardingDevice(device) : device);
        } catch (TfsFormatException e) {
            try (disk) {
                throw new ToolFailedException(
                        options.image(), Messages.reasonOf(e), "run 'tfs-dump --check' on it; nothing has changed");
            }
        } catch (IOException | RuntimeException | Error e) {
            try (disk) {
                throw e;
            }
        }
    }

    private Set<Path> ownFiles() {
        try {
            return new HashSet<>(List.of(image, image.toRealPath()));
        } catch (IOException e) {
            return Set.of(image);
        }
    }

    /** Completes the root and checks the result, while the image still is as it was. */
    private void finish(VolumeBuilder volume, BuildInputs inputs, boolean isPlan) throws IOException {
        inputs.completeRoot(volume);
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
