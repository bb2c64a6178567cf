// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.image.ImageChange.Kind;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.UpdatedVolume;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Changes a volume in place, by one commit: all changes take effect, or none. The changes happen in this order: entries
 * are renamed; entries are removed; attributes of the root are removed, then set; sources are merged over what is
 * there; missing directories are made; what no source has is removed, if that is wanted; permissions are set. One
 * instance serves one call of {@link #apply} or {@link #plan}. The thread that calls does the work, together with the
 * {@link #threads} that copy contents.
 */
public final class ImageUpdate {

    // What is to be done, for UpdateRun.
    final Consumer<Notice> notices;
    final NamedEntries named = new NamedEntries();
    final List<TreePath> kept = new ArrayList<>();
    final List<Text> directories = new ArrayList<>();
    final List<Symbol> removedAttributes = new ArrayList<>();
    final Tuple rootAttributes = new Tuple();
    Optional<Label> label = Optional.empty();
    Optional<UUID> uuid = Optional.empty();
    Optional<ImageSize.AtLeast> size = Optional.empty();
    boolean rewritesLog;
    int threads = 1;
    boolean deletesOthers;
    ExistingEntries.FileComparison comparison = FileComparisons::byTime;
    Consumer<SourceEntry> watcher = _ -> {};
    Consumer<ImageChange> listener = _ -> {};
    IoConsumer<UpdatedVolume> lastStep = _ -> {};

    private boolean isUsed;

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
     * @param before the label and UUID before the update
     * @param after the label and UUID now
     * @param bytesBefore the size of the volume before the update, in bytes
     * @param bytesAfter the size of the volume now
     * @param fileBytes the sum of the lengths of the files whose contents were copied
     * @param isChanged whether anything was written
     */
    public record Summary(
            Map<Kind, Long> counts,
            Identity before,
            Identity after,
            long bytesBefore,
            long bytesAfter,
            long fileBytes,
            boolean isChanged) {

        /**
         * Returns how many entries have changed in a way.
         *
         * @param kind the way
         * @return the number
         */
        public long count(Kind kind) {
            return counts.getOrDefault(kind, 0L);
        }

        /**
         * Returns the same figures for a volume that got another size after the update.
         *
         * @param bytes the size of the volume now
         * @return the figures
         */
        public Summary resizedTo(long bytes) {
            return new Summary(counts, before, after, bytesBefore, bytes, fileBytes, isChanged);
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
        named.rename(from, to);
        return this;
    }

    /**
     * Removes the entries that patterns select, with everything below them, before the sources are merged.
     *
     * @param patterns select what is removed
     * @return this update
     */
    public ImageUpdate remove(EntryPatterns patterns) {
        named.remove(patterns);
        return this;
    }

    /**
     * Removes, after the sources are merged, all entries that no source has, except for those to {@link #keep}.
     *
     * @return this update
     */
    public ImageUpdate deleteOthers() {
        deletesOthers = true;
        return this;
    }

    /**
     * Keeps an entry when {@link #deleteOthers} removes others, though no source has it. The directories above it stay,
     * too. Of a directory, this keeps the directory alone: an entry in it is removed unless a source has it or it is
     * kept as well. Nothing happens if there is no such entry.
     *
     * @param path the path of the entry after the sources are merged
     * @return this update
     */
    public ImageUpdate keep(TreePath path) {
        kept.add(path);
        return this;
    }

    /**
     * Makes a directory, after the sources are merged, and those above it, as far as they are missing.
     * {@link #deleteOthers} keeps the directory. It also keeps everything in it, unless a source has the directory or
     * something in it. Nothing happens when something else than a directory stands in the way and stays.
     *
     * @param path the path from the root, as a program would write it: symbolic links on it are followed, and unlike a
     *     tree path, it may have the names {@code .} and {@code ..}
     * @return this update
     */
    public ImageUpdate makeDirectory(Text path) {
        directories.add(path);
        return this;
    }

    /**
     * Takes a file for unchanged when its bytes are those of the source. By default a file is unchanged when its length
     * and its time are those of the source; when the source has no time, its length and its bytes are compared. Files
     * of a stream, such as an archive, always count as changed when their bytes must be compared.
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
        named.mode(path, bits);
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
        rootAttributes.setAll(attributes);
        return this;
    }

    /**
     * Sets the label of the volume.
     *
     * @param name the label
     * @return this update
     */
    public ImageUpdate label(Label name) {
        label = Optional.of(name);
        return this;
    }

    /**
     * Sets the UUID of the volume.
     *
     * @param id the UUID
     * @return this update
     */
    public ImageUpdate uuid(UUID id) {
        uuid = Optional.of(id);
        return this;
    }

    /**
     * Makes the whole volume at least so large. A volume that is larger already keeps its size, so the same update a
     * second time leaves the size as it is. New contents make the volume larger when they need more.
     *
     * @param wanted the size that a new volume without contents would get
     * @return this update
     */
    public ImageUpdate size(ImageSize.AtLeast wanted) {
        size = Optional.of(wanted);
        return this;
    }

    /**
     * Writes the log anew, without what is obsolete.
     *
     * @return this update
     */
    public ImageUpdate rewriteLog() {
        rewritesLog = true;
        return this;
    }

    /**
     * Makes the contents of a file contiguous, after the sources are merged.
     *
     * @param path the path of the file
     * @return this update
     */
    public ImageUpdate defragment(TreePath path) {
        named.defragment(path);
        return this;
    }

    /**
     * Sets the number of threads that copy contents; by default it is 1.
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
    public ImageUpdate withFinalStep(IoConsumer<UpdatedVolume> step) {
        lastStep = step;
        return this;
    }

    /**
     * Changes a volume. The changes are durable when this returns. When this throws, close the volume: it is as it was,
     * or has all the changes if the device failed during the commit.
     *
     * @param volume from {@link dev.tfskit.Tfs#openForUpdate}; the caller closes it and the sources
     * @param sources what goes in, later ones over earlier ones
     * @return what has changed
     * @throws IllegalStateException when this update was applied or planned before
     * @throws FileSystemException when a path to change does not exist, or a new path is taken
     * @throws IOException when a source cannot be read, or the device has no room or fails
     */
    public Summary apply(UpdatedVolume volume, List<TreeSource> sources) throws IOException {
        return begin(volume, sources).apply();
    }

    /**
     * Finds out what {@link #apply} would change. Contents are not copied, and nothing is committed. Whether there is
     * room is not found out.
     *
     * @param volume from {@link dev.tfskit.Tfs#openForPlan}
     * @param sources what goes in, later ones over earlier ones
     * @return what would change
     * @throws IllegalStateException when this update was applied or planned before
     * @throws FileSystemException when a path to change does not exist, or a new path is taken
     * @throws IOException when a source or the device cannot be read
     */
    public Summary plan(UpdatedVolume volume, List<TreeSource> sources) throws IOException {
        return begin(volume, sources).plan();
    }

    private UpdateRun begin(UpdatedVolume volume, List<TreeSource> sources) throws IOException {
        if (isUsed) {
            throw new IllegalStateException("this update was applied or planned before; make another one");
        }
        isUsed = true;
        return new UpdateRun(this, volume, sources);
    }
}
