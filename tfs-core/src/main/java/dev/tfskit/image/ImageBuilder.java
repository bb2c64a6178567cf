package dev.tfskit.image;

import dev.tfskit.VolumeFailedException;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.log.Identity;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Optional;
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
     * Builds the image as a single volume. It is complete on the device when this returns, though not forced to disk beyond what the
     * device does by itself.
     *
     * @param device an empty device
     * @param source what goes in; nothing if empty
     * @throws IOException when the source cannot be read or the device not be written
     */
    public Summary build(final ResizableDevice device, final Optional<TreeSource> source) throws IOException {
        try {
            return write(device, source);
        } catch (VolumeFailedException e) {
            // Nobody uses this volume further: what matters is why the device failed.
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    private Summary write(final ResizableDevice device, final Optional<TreeSource> source) throws IOException {
        final Volume volume = Volume.create(device, identity);
        for (int i = 0; i < rootAttributes.size(); i++) {
            volume.setRootAttribute(rootAttributes.nameAt(i), rootAttributes.valueAt(i));
        }
        final Summary content = source.isPresent() ? fill(volume, source.get()) : new Summary(0, 0, 0);
        volume.commit();
        final long used = Math.multiplyExact(volume.endOfUse(), (long) BlockDevice.BLOCK_BYTES);
        final long room = Math.addExact(Math.max(used, wantedBytes), SIZE_STEP_BYTES);
        final long imageBytes = Math.multiplyExact(Math.ceilDiv(room, SIZE_STEP_BYTES), SIZE_STEP_BYTES);
        device.resize(imageBytes);
        return new Summary(content.entries, content.fileBytes, imageBytes);
    }

    private Summary fill(final Volume volume, final TreeSource source) throws IOException {
        try (Copier copier = new Copier(volume, threads, notices)) {
            final TreeImporter importer = new TreeImporter(volume, copier, notices);
            for (Optional<SourceEntry> entry = source.next(); entry.isPresent(); entry = source.next()) {
                importer.add(entry.get());
            }
            copier.finish();
            return new Summary(importer.entries(), importer.fileBytes(), 0);
        }
    }
}
