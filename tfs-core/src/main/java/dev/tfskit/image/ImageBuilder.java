package dev.tfskit.image;

import dev.tfskit.VolumeFailedException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.log.Identity;
import dev.tfskit.log.UuidStamp;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds an image: a tree from a source, and the attributes of the root that configure the unikernel. One instance
 * builds one image, on the thread that calls it and a few of its own.
 */
public final class ImageBuilder {

    /** The size of an image is a multiple of this, and it leaves as much for the log to grow (docs/format.md, section 5). */
    private static final long SIZE_STEP_BYTES = 512 << 10;

    private final Identity identity;
    private final Consumer<Notice> notices;
    private final Tuple rootAttributes = new Tuple();
    private long wantedBytes;
    private int threads = 1;
    private boolean reproducible;

    /**
     * A builder of an image that is empty so far.
     *
     * @param identity its label and UUID
     * @param notices told what could not go in as it was; called by one thread at a time
     */
    public ImageBuilder(final Identity identity, final Consumer<Notice> notices) {
        this.identity = identity;
        this.notices = notice -> {
            synchronized (this) {
                notices.accept(notice);
            }
        };
    }

    /**
     * What was built.
     *
     * @param entries how many entries the tree has, without its root
     * @param fileBytes the lengths of its regular files together
     * @param imageBytes the size of the image
     */
    public record Summary(long entries, long fileBytes, long imageBytes) {}

    /** Sets an attribute of the root, in place of an earlier one of that name. */
    public ImageBuilder rootAttribute(final Symbol name, final Value value) {
        rootAttributes.set(name, value);
        return this;
    }

    /** Makes the image large enough for so many bytes, whatever goes in. */
    public ImageBuilder wantedBytes(final long bytes) {
        wantedBytes = bytes;
        return this;
    }

    /** Sets how many threads copy contents; the image is the same whatever their number. */
    public ImageBuilder threads(final int count) {
        threads = count;
        return this;
    }

    /** Where the image's own notices go, serialised; for sources that have some too. */
    public Consumer<Notice> notices() {
        return notices;
    }

    /**
     * Makes images of equal trees equal, whatever form they come in and in whatever order: entries go in as {@link TreeSource#isSorted}
     * says, and the UUID is made from the contents.
     */
    public ImageBuilder reproducible() {
        reproducible = true;
        return this;
    }

    /** Where images are written. */
    @FunctionalInterface
    public interface Drafts {

        /**
         * An empty device. Those from earlier calls are only read from then on; the image is what is on the last one.
         *
         * @throws IOException when there can be none
         */
        ResizableDevice next() throws IOException;
    }

    /**
     * Builds the image as a single volume. It is complete on the device when this returns, though not forced to disk beyond what the
     * device does by itself.
     *
     * @param drafts asked for a device, and for another one when what is on the first must be brought into order: because entries were replaced
     *         by later ones, or because the image is to be reproducible and the source is not sorted
     * @param sources what goes in, later ones over earlier ones
     * @throws IOException when a source cannot be read or the device not be written
     */
    public Summary build(final Drafts drafts, final List<TreeSource> sources) throws IOException {
        try {
            return write(drafts, sources);
        } catch (VolumeFailedException e) {
            // Nobody uses this volume further: what matters is why the device failed.
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    private Summary write(final Drafts drafts, final List<TreeSource> sources) throws IOException {
        final Draft first = fill(drafts.next(), sources);
        final boolean isOrdered = !reproducible || sources.isEmpty() || sources.size() == 1 && sources.getFirst().isSorted();
        if (isOrdered && !first.hasGaps) {
            return finish(first);
        }
        final Draft ordered = fill(drafts.next(), List.of(new VolumeSource(first.volume, notices)));
        return finish(ordered);
    }

    /** A volume that holds everything, but has not been committed. */
    private record Draft(ResizableDevice device, Volume volume, long entries, long fileBytes, boolean hasGaps) {}

    private Draft fill(final ResizableDevice device, final List<TreeSource> sources) throws IOException {
        final Volume volume = Volume.create(device, identity);
        for (int i = 0; i < rootAttributes.size(); i++) {
            volume.setRootAttribute(rootAttributes.nameAt(i), rootAttributes.valueAt(i));
        }
        try (Copier copier = new Copier(volume, threads, notices)) {
            final TreeImporter importer = new TreeImporter(volume, copier, notices);
            for (final TreeSource source : sources) {
                importer.add(source);
            }
            copier.finish();
            return new Draft(device, volume, importer.entries(), importer.fileBytes(), importer.hasReplaced());
        }
    }

    private Summary finish(final Draft draft) throws IOException {
        draft.volume.commit();
        final long used = Math.multiplyExact(draft.volume.endOfUse(), (long) BlockDevice.BLOCK_BYTES);
        if (reproducible) {
            UuidStamp.fromContents(draft.device, used);
        }
        final long room = Math.addExact(Math.max(used, wantedBytes), SIZE_STEP_BYTES);
        final long imageBytes = Math.multiplyExact(Math.ceilDiv(room, SIZE_STEP_BYTES), SIZE_STEP_BYTES);
        draft.device.resize(imageBytes);
        return new Summary(draft.entries, draft.fileBytes, imageBytes);
    }
}
