// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.error.VolumeFailedException;
import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.ContentSink;
import dev.tfskit.source.ExcludedPaths;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RenameMode;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes a volume in place, by one commit: all changes take effect, or none. The changes happen in this order: entries
 * are renamed; entries are removed; attributes of the root are removed, then set; sources are merged over what is
 * there; what no source has is removed, if that is wanted; permissions are set. One instance serves one update. The
 * thread that calls does the work, together with a few threads that copy contents.
 */
public final class ImageUpdate {

    private final Consumer<Notice> notices;
    private final List<Rename> renames = new ArrayList<>();
    private final List<Mode> modes = new ArrayList<>();
    private final List<Symbol> removedAttributes = new ArrayList<>();
    private final Tuple rootAttributes = new Tuple();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private Excludes removed = Excludes.NONE;
    private int threads = 1;
    private boolean deletesOthers;
    private ExistingEntries.FileComparison comparison = FileComparisons::byTime;
    private Consumer<SourceEntry> watcher = _ -> {};
    private Consumer<ImageChange> listener = _ -> {};
    private IoConsumer<VolumeBuilder> lastStep = _ -> {};

    private record Rename(TreePath from, TreePath to) {}

    private record Mode(TreePath path, int bits) {}

    /**
     * Creates an update that changes nothing so far.
     *
     * @param notices receives a notice about what could not go in unchanged; called by one thread at a time
     */
    public ImageUpdate(Consumer<Notice> notices) {
        this.notices = notice -> {
            synchronized (this) {
                notices.accept(notice);
            }
        };
    }

    /**
     * The figures of an update.
     *
     * @param counts how many entries have changed in each way; an entry that is removed with all below it counts once
     * @param fileBytes the sum of the lengths of the files whose contents were copied
     * @param isChanged whether anything was written
     */
    public record Summary(Map<Kind, Long> counts, long fileBytes, boolean isChanged) {

        /**
         * Returns how many entries have changed in a way.
         *
         * @param kind the way
         * @return the number
         */
        public long count(Kind kind) {
            return counts.getOrDefault(kind, 0L);
        }
    }

    /**
     * Renames an entry, before anything else changes.
     *
     * @param from the present path
     * @param to the new path; its directory must exist, and the path must be free
     * @return this update
     */
    public ImageUpdate rename(TreePath from, TreePath to) {
        renames.add(new Rename(from, to));
        return this;
    }

    /**
     * Removes the entries that patterns match, with everything below them, before the sources are merged.
     *
     * @param patterns patterns that leave out what is to be removed
     * @return this update
     */
    public ImageUpdate remove(Excludes patterns) {
        removed = patterns;
        return this;
    }

    /**
     * Removes, after the sources are merged, all entries that no source has.
     *
     * @return this update
     */
    public ImageUpdate deleteOthers() {
        deletesOthers = true;
        return this;
    }

    /**
     * Takes a file for unchanged when its bytes are those of the source. By default, its length and its time must be
     * equal. Files of a stream, such as an archive, then always count as changed.
     *
     * @return this update
     */
    public ImageUpdate compareContents() {
        comparison = FileComparisons::byContent;
        return this;
    }

    /**
     * Sets the permission bits of an entry, after the sources are merged.
     *
     * @param path the path of the entry
     * @param bits the bits, from 0 to 07777
     * @return this update
     */
    public ImageUpdate mode(TreePath path, int bits) {
        modes.add(new Mode(path, bits));
        return this;
    }

    /**
     * Removes an attribute of the root.
     *
     * @param name the name, such as {@code program}
     * @return this update
     */
    public ImageUpdate removeRootAttribute(Symbol name) {
        removedAttributes.add(name);
        return this;
    }

    /**
     * Sets attributes of the root; earlier attributes of the same names are replaced.
     *
     * @param attributes names and values
     * @return this update
     */
    public ImageUpdate rootAttributes(Tuple attributes) {
        for (int i = 0; i < attributes.size(); i++) {
            rootAttributes.set(attributes.nameAt(i), attributes.valueAt(i));
        }
        return this;
    }

    /**
     * Sets the number of threads that copy contents.
     *
     * @param count the number of threads, at least 1
     * @return this update
     */
    public ImageUpdate threads(int count) {
        threads = count;
        return this;
    }

    /**
     * Sets a listener for each entry of the sources before it goes in.
     *
     * @param receiver receives the entries, in order, on the thread that updates
     * @return this update
     */
    public ImageUpdate watcher(Consumer<SourceEntry> receiver) {
        watcher = receiver;
        return this;
    }

    /**
     * Sets a listener for each change of an entry.
     *
     * @param receiver receives the changes, in order, on the thread that updates
     * @return this update
     */
    public ImageUpdate listener(Consumer<ImageChange> receiver) {
        listener = receiver;
        return this;
    }

    /**
     * Sets a last step, which runs when all entries are in the volume and before the commit.
     *
     * @param step receives the volume
     * @return this update
     */
    public ImageUpdate withFinalStep(IoConsumer<VolumeBuilder> step) {
        lastStep = step;
        return this;
    }

    /**
     * Changes a volume. The changes are durable when this returns. When this throws, close the volume: it is as it was.
     *
     * @param volume from {@link dev.tfskit.volume.Volume#openForUpdate}
     * @param sources what goes in, later ones over earlier ones
     * @return what has changed
     * @throws FileSystemException when a path to change does not exist, or a new path is taken
     * @throws IOException when a source cannot be read, or the device has no room or fails
     */
    public Summary apply(VolumeBuilder volume, List<TreeSource> sources) throws IOException {
        try (Copier copier = new Copier(volume, threads, notices)) {
            long bytes = change(volume, sources, copier);
            boolean isChanged = volume.hasChanges();
            if (isChanged) {
                volume.commit();
            }
            return new Summary(Map.copyOf(counts), bytes, isChanged);
        } catch (VolumeFailedException e) {
            // This volume is not used further: what matters is why the device failed.
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    /**
     * Finds out what {@link #apply} would change. Contents are not copied, and nothing is committed. Whether there is
     * room is not found out.
     *
     * @param volume a volume on a {@link dev.tfskit.device.filter.DiscardingDevice}
     * @param sources what goes in, later ones over earlier ones
     * @return what would change
     * @throws FileSystemException when a path to change does not exist, or a new path is taken
     * @throws IOException when a source or the device cannot be read
     */
    public Summary plan(VolumeBuilder volume, List<TreeSource> sources) throws IOException {
        long bytes = change(volume, sources, ContentSink.NOWHERE);
        return new Summary(Map.copyOf(counts), bytes, volume.hasChanges());
    }

    private long change(VolumeBuilder volume, List<TreeSource> sources, ContentSink contents) throws IOException {
        DirectoryLookup lookup = new DirectoryLookup(volume);
        for (Rename each : renames) {
            rename(lookup, each);
        }
        removeMatches(volume.root());
        setRootAttributes(volume);
        EntryMetadata metadata = new EntryMetadata(notices);
        OtherEntries others = new OtherEntries(this::note);
        TreeImporter importer = TreeImporter.intoExisting(
                volume,
                contents,
                notices,
                watcher,
                metadata,
                new ExistingEntries(comparison, this::note, metadata),
                deletesOthers ? others::keep : _ -> {});
        for (TreeSource source : sources) {
            importer.add(source);
        }
        if (deletesOthers) {
            others.removeFrom(volume.root());
        }
        for (Mode each : modes) {
            setMode(new DirectoryLookup(volume), each);
        }
        lastStep.accept(volume);
        return importer.counts().fileBytes();
    }

    private void setRootAttributes(VolumeBuilder volume) throws IOException {
        for (Symbol name : removedAttributes) {
            volume.root().removeAttribute(name);
        }
        for (int i = 0; i < rootAttributes.size(); i++) {
            Value value = rootAttributes.valueAt(i);
            if (!volume.root().attribute(rootAttributes.nameAt(i)).equals(Optional.of(value))) {
                volume.setRootAttribute(rootAttributes.nameAt(i), value);
            }
        }
    }

    private void note(Kind kind, TreePath path) {
        note(new ImageChange(kind, path, Optional.empty()));
    }

    private void note(ImageChange change) {
        counts.merge(change.kind(), 1L, Long::sum);
        listener.accept(change);
    }

    private void rename(DirectoryLookup lookup, Rename wanted) throws IOException {
        Directory from = parent(lookup, wanted.from);
        Directory to = parent(lookup, wanted.to);
        Symbol name = wanted.from.name();
        if (from.find(name).isEmpty()) {
            throw missing(wanted.from);
        }
        if (to.find(wanted.to.name()).isPresent()) {
            throw new FileAlreadyExistsException(
                    wanted.to.toString(), null, "exists already; remove it or choose another name");
        }
        from.rename(name, to, wanted.to.name(), RenameMode.KEEP);
        lookup.forget();
        note(new ImageChange(Kind.RENAMED, wanted.to, Optional.of(wanted.from)));
    }

    private static Directory parent(DirectoryLookup lookup, TreePath path) throws IOException {
        Optional<TreePath> above = path.parent();
        if (above.isEmpty()) {
            throw new FileSystemException(path.toString(), null, "the root cannot be renamed; name an entry in it");
        }
        return lookup.find(above.get(), (_, _) -> Optional.empty()).orElseThrow(() -> missing(above.get()));
    }

    private static NoSuchFileException missing(TreePath path) {
        return new NoSuchFileException(path.toString(), null, "is not in the image; check the path with tfs-dump");
    }

    private record Level(Directory directory, TreePath path) {}

    private void removeMatches(Directory root) throws IOException {
        if (removed == Excludes.NONE) {
            return;
        }
        ExcludedPaths matcher = new ExcludedPaths(removed);
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(root, TreePath.ROOT));
        while (!levels.isEmpty()) {
            Level level = levels.pop();
            for (DirectoryEntry entry : level.directory.entries()) {
                TreePath path = level.path.child(entry.name());
                Inode inode = entry.inode();
                if (matcher.leavesOut(path, inode instanceof Directory)) {
                    new TreeRemoval(Set.of(), _ -> {}).remove(level.directory, entry.name());
                    note(Kind.REMOVED, path);
                } else if (inode instanceof Directory directory) {
                    levels.push(new Level(directory, path));
                }
            }
        }
    }

    private void setMode(DirectoryLookup lookup, Mode wanted) throws IOException {
        Inode inode = wanted.path.isRoot()
                ? lookup.find(TreePath.ROOT, (_, _) -> Optional.empty()).orElseThrow()
                : parent(lookup, wanted.path).find(wanted.path.name()).orElseThrow(() -> missing(wanted.path));
        Permissions present = inode.permissions();
        if (present.mode() != wanted.bits) {
            inode.setPermissions(new Permissions(wanted.bits, present.uid(), present.gid()));
            note(Kind.CHANGED, wanted.path);
        }
    }
}
