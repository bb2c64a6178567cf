// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.log.ContentUuid;
import dev.tfskit.schema.Identity;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.volume.NewVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The run of an {@link ImageBuilder}: one call of {@link #build}, {@link #plan} or {@link #unpack}. Not thread-safe.
 */
final class BuildRun {

    private final ImageBuilder builder;
    private final List<TreeSource> sources;

    /**
     * Begins a run.
     *
     * @param builder what is to be built
     * @param sources the sources, in the order in which they are merged
     */
    BuildRun(ImageBuilder builder, List<TreeSource> sources) {
        this.builder = builder;
        this.sources = sources;
    }

    /** A volume that is being filled. */
    private record Draft(ResizableDevice device, NewVolume volume) {}

    /** A finished image and its device. */
    private record Finished(BlockDevice device, ImageBuilder.Built built) {}

    /** Builds the image, as {@link ImageBuilder#build} does. */
    ImageBuilder.Built build(ImageBuilder.Drafts drafts) throws IOException {
        try {
            return write(drafts);
        } catch (VolumeFailedException e) {
            throw e.deviceFailure();
        }
    }

    private ImageBuilder.Built write(ImageBuilder.Drafts drafts) throws IOException {
        Draft first = begin(drafts.next());
        Optional<Verification> verification;
        TreeImporter importer;
        // Its threads and their buffers are of no use for a second draft.
        try (Copier copier = copierInto(first)) {
            verification = builder.verified ? Optional.of(new Verification(copier, builder.notices)) : Optional.empty();
            importer = fillWithAll(first, verification.isPresent() ? verification.get() : copier);
        }
        makeDirectories(first, importer);
        builder.lastStep.accept(first.volume);
        Finished finished = hasOrder() && !importer.hasReplaced()
                ? finish(first, importer.counts())
                : bringIntoOrder(first, drafts);
        if (verification.isPresent()) {
            verification.get().check(first.volume, finished.device);
        }
        return finished.built;
    }

    /** Returns the tree without contents, as {@link ImageBuilder#plan} does. */
    Volume plan() throws IOException {
        Draft plan = begin(new MemoryDevice());
        makeDirectories(plan, fillWithAll(plan, ContentSink.NOWHERE));
        return plan.volume;
    }

    /** Unpacks the sources, as {@link ImageBuilder#unpack} does. */
    Volume unpack(ResizableDevice device) throws IOException {
        Draft unpacked = begin(device);
        try (Copier copier = copierInto(unpacked)) {
            fillWithAll(unpacked, copier);
            return unpacked.volume;
        } catch (VolumeFailedException e) {
            throw e.deviceFailure();
        }
    }

    private Draft begin(ResizableDevice device) throws IOException {
        NewVolume volume = Volume.create(device, builder.identity, builder.size.mostBytes());
        for (int i = 0; i < builder.rootAttributes.size(); i++) {
            volume.setAttribute(volume.root(), builder.rootAttributes.nameAt(i), builder.rootAttributes.valueAt(i));
        }
        return new Draft(device, volume);
    }

    private Copier copierInto(Draft draft) {
        return new Copier(draft.volume, builder.threads, builder.notices);
    }

    private TreeImporter fillWithAll(Draft draft, ContentSink contents) throws IOException {
        return fill(draft, sources, contents, builder.watcher);
    }

    private TreeImporter fill(Draft draft, List<TreeSource> from, ContentSink contents, Consumer<SourceEntry> watcher)
            throws IOException {
        TreeImporter importer = new TreeImporter(draft.volume, contents, builder.notices, watcher);
        for (TreeSource source : from) {
            importer.add(source);
        }
        return importer;
    }

    private void makeDirectories(Draft draft, TreeImporter importer) throws IOException {
        new MissingDirectories(_ -> {}, _ -> importer.counts().addEntry()).make(draft.volume, builder.directories);
    }

    /** Returns whether the sources give the order that is wanted, unless an entry replaces another one. */
    private boolean hasOrder() {
        return !builder.inOrder
                || sources.isEmpty()
                || sources.size() == 1 && sources.getFirst().isSorted();
    }

    /** Builds the image anew from the tree of the first draft. */
    private Finished bringIntoOrder(Draft first, ImageBuilder.Drafts drafts) throws IOException {
        ResizableDevice device = drafts.next();
        if (device == first.device) {
            throw new IllegalStateException("a second draft needs a device of its own");
        }
        Draft ordered = begin(device);
        try (Copier copier = copierInto(ordered)) {
            List<TreeSource> tree = List.of(new VolumeSource(first.volume, builder.notices));
            return finish(ordered, fill(ordered, tree, copier, _ -> {}).counts());
        }
    }

    private Finished finish(Draft draft, ImportCounts counts) throws IOException {
        draft.volume.commit();
        long used = Math.multiplyExact(draft.volume.endOfUse(), (long) BlockDevice.BLOCK_BYTES);
        long imageBytes = builder.size.of(used);
        draft.device.resize(imageBytes);
        UUID uuid = builder.uuidFromContents ? ContentUuid.fromContents(draft.device, used) : builder.identity.uuid();
        long holeBlocks = counts.fileBlocks() - draft.volume.fileBlocks();
        ImageBuilder.Summary summary = new ImageBuilder.Summary(
                counts.entries(),
                counts.fileBytes(),
                Math.clamp(holeBlocks * BlockDevice.BLOCK_BYTES, 0, counts.fileBytes()),
                imageBytes,
                imageBytes - used,
                new Identity(uuid, builder.identity.label()));
        return new Finished(draft.device, new ImageBuilder.Built(summary, draft.volume));
    }
}
