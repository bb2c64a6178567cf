// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Printable;
import dev.tfskit.cli.ToolContext;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.disk.DiskImage;
import dev.tfskit.disk.Partition;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.source.Notice;
import dev.tfskit.source.PatternUse;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The changes that the command line requests for the root volume of an existing image. Not thread-safe. */
final class VolumeUpdate {

    private final MkfsOptions options;
    private final UpdateOptions wanted;
    private final PatternUse removals;
    private final ToolContext context;
    private final Supplier<Set<Path>> ownFiles;
    private final BuildInputs inputs;
    private final Consumer<ImageUpdate> listeners;

    /**
     * Creates an update of one image.
     *
     * @param ownFiles supplies the files of the image, which never go into it
     * @param listeners receives the update before it runs
     */
    VolumeUpdate(
            MkfsOptions options,
            UpdateOptions wanted,
            ToolContext context,
            Supplier<Set<Path>> ownFiles,
            BuildInputs inputs,
            Consumer<ImageUpdate> listeners) {
        this.options = options;
        this.wanted = wanted;
        this.removals = new PatternUse(wanted.removals());
        this.context = context;
        this.ownFiles = ownFiles;
        this.inputs = inputs;
        this.listeners = listeners;
    }

    /** Opens the root volume of a disk. The caller closes the volume, not the device of the disk. */
    UpdatedVolume open(DiskImage disk) throws IOException {
        return Volume.openForUpdate(wanted.size().isPresent() ? disk.resizableRootVolume() : disk.rootVolume());
    }

    /**
     * Finds out what would change.
     *
     * @param disk a disk on a {@link dev.tfskit.device.filter.DiscardingDevice}
     */
    ImageUpdate.Summary plan(DiskImage disk) throws UsageException, IOException {
        UpdatedVolume volume = open(disk);
        ImageUpdate update = update(disk, volume).withFinalStep(this::finishPlan);
        try (OpenSources sources = inputs.openRoot(ownFiles)) {
            return update.plan(volume, sources.all());
        }
    }

    /** Changes the volume of a disk. */
    ImageUpdate.Summary apply(DiskImage disk, UpdatedVolume volume) throws UsageException, IOException {
        ImageUpdate update = update(disk, volume).withFinalStep(changed -> finish(disk, changed));
        try (OpenSources sources = inputs.openRoot(ownFiles)) {
            return update.apply(volume, sources.all());
        }
    }

    private ImageUpdate update(DiskImage disk, UpdatedVolume volume) throws IOException {
        RootContents contents = inputs.contents();
        Tuple attributes = contents.attributesOver(volume);
        noteMissing(volume, wanted.removedAttributes());
        ImageUpdate update = new ImageUpdate(inputs.notices())
                .threads(Runtime.getRuntime().availableProcessors())
                .rootAttributes(attributes)
                .remove(removals.patterns());
        contents.staleAttributes().forEach(update::removeRootAttribute);
        wanted.applyTo(update, disk.rootPartition().map(Partition::startBlock).orElse(0L) * BlockDevice.BLOCK_BYTES);
        contents.takenFromImage().forEach(update::keep);
        contents.missingDirectory().ifPresent(update::makeDirectory);
        listeners.accept(update);
        return update;
    }

    /** A name that the root does not have may be mistyped, and is usual in a list for several images. */
    private void noteMissing(UpdatedVolume volume, List<Symbol> names) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Symbol name : names) {
            if (volume.root().attribute(name).isEmpty()) {
                missing.add(Printable.of(name.toString()));
            }
        }
        if (!missing.isEmpty()) {
            inputs.notices()
                    .accept(Notice.note("--untuple", "the root has no attribute " + String.join(", ", missing)));
        }
    }

    /** Completes the root, before anything is committed to the image. */
    private void completeRoot(UpdatedVolume volume) throws IOException {
        inputs.completeRoot(volume);
        List<String> unmatched = removals.unmatched();
        if (!unmatched.isEmpty()) {
            inputs.notices().accept(Notice.note("--remove", "no entry matches " + String.join(", ", unmatched)));
        }
    }

    /** Ends a plan. */
    private void finishPlan(UpdatedVolume volume) throws IOException {
        completeRoot(volume);
        demandNoWarnings();
    }

    /** Checks the result, before anything is committed to the image. */
    private void finish(DiskImage disk, UpdatedVolume volume) throws IOException {
        completeRoot(volume);
        new BootabilityCheck(wanted.boot().loader(), inputs.notices()).check(volume, changedBootVolume(disk));
        demandNoWarnings();
    }

    /**
     * Opens the volume with the kernel, if the kernel or what loads it is new. It is not closed, because that would
     * close the disk.
     */
    private Optional<Volume> changedBootVolume(DiskImage disk) throws IOException {
        boolean isNew =
                wanted.boot().kernel().isPresent() || wanted.boot().loader().isPresent();
        return isNew && disk.bootPartition().isPresent()
                ? Optional.of(Volume.open(disk.volume(new VolumeChoice.Boot())))
                : Optional.empty();
    }

    private void demandNoWarnings() throws IOException {
        options.checkWarnings(context.diagnostics(), "is not changed");
        // If the changes cannot be printed, this fails while the image is as it was.
        context.output().flush();
    }
}
