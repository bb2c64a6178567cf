// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.walk.DeepEquality;
import dev.tfskit.volume.UpdatedVolume;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The run of an {@link ImageUpdate} on a volume: one call of {@link #apply} or {@link #plan}. Not thread-safe. */
final class UpdateRun {

    private final ImageUpdate update;
    private final UpdatedVolume volume;
    private final List<TreeSource> sources;
    private final Identity before;
    private final long bytesBefore;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /**
     * Begins a run, which has changed nothing so far.
     *
     * @param update what is to be done
     * @param volume the volume as it was before the update
     * @param sources what goes in, later ones over earlier ones
     * @throws IOException when the size of the volume cannot be determined
     */
    UpdateRun(ImageUpdate update, UpdatedVolume volume, List<TreeSource> sources) throws IOException {
        this.update = update;
        this.volume = volume;
        this.sources = sources;
        this.before = volume.nextIdentity();
        this.bytesBefore = volume.bytes();
    }

    /** Changes the volume, as {@link ImageUpdate#apply} does. */
    ImageUpdate.Summary apply() throws IOException {
        try (Copier copier = new Copier(volume, update.threads, update.notices)) {
            long fileBytes = change(copier);
            boolean isChanged = volume.hasChanges();
            if (isChanged) {
                volume.commit();
            } else {
                // An earlier update may have been interrupted in its flush.
                volume.force();
            }
            return summary(fileBytes, isChanged);
        } catch (VolumeFailedException e) {
            throw e.deviceFailure();
        }
    }

    /** Finds out what would change, as {@link ImageUpdate#plan} does. */
    ImageUpdate.Summary plan() throws IOException {
        long fileBytes = change(ContentSink.NOWHERE);
        return summary(fileBytes, volume.hasChanges());
    }

    private ImageUpdate.Summary summary(long fileBytes, boolean isChanged) throws IOException {
        return new ImageUpdate.Summary(
                Map.copyOf(counts), before, volume.nextIdentity(), bytesBefore, volume.bytes(), fileBytes, isChanged);
    }

    /** Makes all changes but the commit, and returns the sum of the lengths of the files whose contents go in. */
    private long change(ContentSink contents) throws IOException {
        update.named.renameIn(volume, this::note);
        update.named.removeFrom(volume, this::note);
        setRootAttributes();
        volume.setIdentity(new Identity(update.uuid.orElse(before.uuid()), update.label.orElse(before.label())));
        ExtraneousEntries extraneous = new ExtraneousEntries(this::note);
        long fileBytes = merge(contents, extraneous);
        MissingDirectories missing = new MissingDirectories(extraneous::keepWhole, path -> note(Kind.ADDED, path));
        missing.make(volume, update.directories);
        if (update.deletesOthers) {
            extraneous.keepIn(volume, update.kept);
            extraneous.removeFrom(volume.root());
            // What stood in their way may be gone now.
            missing.make(volume, update.directories);
        }
        update.named.setModes(volume, this::note);
        update.named.defragmentIn(volume, this::note, update.notices);
        if (update.rewritesLog) {
            volume.rewriteLog();
        }
        if (update.size.isPresent()) {
            volume.enlarge(update.size.get().of(0));
        }
        update.lastStep.accept(volume);
        return fileBytes;
    }

    private void setRootAttributes() throws IOException {
        for (Symbol name : update.removedAttributes) {
            volume.root().removeAttribute(name);
        }
        // What is equal is remembered, because attributes of an image can share their parts.
        DeepEquality equality = new DeepEquality(_ -> false);
        Tuple different = new Tuple();
        for (int i = 0; i < update.rootAttributes.size(); i++) {
            Symbol name = update.rootAttributes.nameAt(i);
            Value value = update.rootAttributes.valueAt(i);
            Optional<Value> present = volume.root().attribute(name);
            if (present.isEmpty() || !equality.test(present.get(), value)) {
                different.set(name, value);
            }
        }
        for (int i = 0; i < different.size(); i++) {
            volume.setAttribute(volume.root(), different.nameAt(i), different.valueAt(i));
        }
    }

    /** Merges the sources over what is there, and returns the sum of the lengths of the files that go in. */
    private long merge(ContentSink contents, ExtraneousEntries extraneous) throws IOException {
        EntryMetadata metadata = new EntryMetadata(volume, update.notices);
        TreeImporter importer = TreeImporter.intoExisting(
                volume,
                contents,
                update.notices,
                update.watcher,
                metadata,
                new ExistingEntries(update.comparison, this::note, metadata),
                update.deletesOthers ? extraneous::keep : _ -> {});
        for (TreeSource source : OverlaidSources.of(sources)) {
            importer.add(source);
        }
        return importer.counts().fileBytes();
    }

    private void note(Kind kind, TreePath path) {
        note(new ImageChange(kind, path, Optional.empty()));
    }

    private void note(ImageChange change) {
        counts.merge(change.kind(), 1L, Long::sum);
        update.listener.accept(change);
    }
}
