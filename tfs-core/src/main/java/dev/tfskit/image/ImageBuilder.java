// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.ResizableDevice;
import dev.tfskit.io.IoConsumer;
import dev.tfskit.schema.Identity;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.VolumeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds an image that is one volume: the tree comes from one or more sources, and the attributes of the root configure
 * the Nanos unikernel, for example which program it runs. One instance is for one call of {@link #build}, {@link #plan}
 * or {@link #unpack}. The thread that builds does the work, together with the {@link #threads} that copy contents.
 */
public final class ImageBuilder {

    // What is to be built, for BuildRun.
    final Identity identity;
    final Consumer<Notice> notices;
    final List<Text> directories = new ArrayList<>();
    final Tuple rootAttributes = new Tuple();
    ImageSize size = new ImageSize.AtLeast(0);
    int threads = 1;
    Consumer<SourceEntry> watcher = _ -> {};
    IoConsumer<VolumeBuilder> lastStep = _ -> {};
    boolean inOrder;
    boolean uuidFromContents;
    boolean verified;

    /**
     * Creates a builder of an image that is empty so far.
     *
     * @param identity its label and UUID
     * @param notices receives a notice about each entry that cannot be stored unchanged; called by one thread at a time
     */
    public ImageBuilder(Identity identity, Consumer<Notice> notices) {
        this.identity = identity;
        this.notices = notice -> {
            synchronized (this) {
                notices.accept(notice);
            }
        };
    }

    /**
     * The figures of an image that was built.
     *
     * @param entries how many entries the tree has, without its root
     * @param fileBytes the sum of the lengths of its regular files
     * @param holeBytes the bytes of these files that take no space because they are zero, in whole blocks
     * @param imageBytes the size of the image
     * @param freeBytes the bytes at the end of the image that files can get
     * @param identity the label and UUID of the volume
     */
    public record Summary(
            long entries, long fileBytes, long holeBytes, long imageBytes, long freeBytes, Identity identity) {}

    /**
     * An image that was built.
     *
     * @param summary its figures
     * @param volume its volume, for reading while the device is open; it need not be closed
     */
    public record Built(Summary summary, Volume volume) {}

    /**
     * Sets an attribute of the root; an earlier attribute of that name is replaced.
     *
     * @param name the name, such as {@code program}
     * @param value the value
     * @return this builder
     */
    public ImageBuilder rootAttribute(Symbol name, Value value) {
        rootAttributes.set(name, value);
        return this;
    }

    /**
     * Sets attributes of the root; earlier attributes of the same names are replaced.
     *
     * @param attributes names and values
     * @return this builder
     */
    public ImageBuilder rootAttributes(Tuple attributes) {
        rootAttributes.setAll(attributes);
        return this;
    }

    /**
     * Makes a directory, after the sources are merged, and those above it, as far as they are missing. Nothing happens
     * when something else than a directory stands in the way.
     *
     * @param path the path from the root, as a program would write it: symbolic links on it are followed, and unlike a
     *     tree path, it may have the names {@code .} and {@code ..}
     * @return this builder
     */
    public ImageBuilder makeDirectory(Text path) {
        directories.add(path);
        return this;
    }

    /**
     * Sets the size of the image. The default is {@code new ImageSize.AtLeast(0)}: the space that is used or kept for
     * the log, and at least {@link ImageSize#STEP_BYTES} bytes more.
     *
     * @param wanted the size
     * @return this builder
     */
    public ImageBuilder size(ImageSize wanted) {
        size = wanted;
        return this;
    }

    /**
     * Sets the number of threads that copy contents; by default it is 1. The image does not depend on it.
     *
     * @param count the number of threads, at least 1
     * @return this builder
     */
    public ImageBuilder threads(int count) {
        threads = count;
        return this;
    }

    /**
     * Sets a listener, which receives each entry before it is added, even if a later entry replaces it.
     *
     * @param receiver receives the entries, in order, on the thread that builds
     * @return this builder
     */
    public ImageBuilder watcher(Consumer<SourceEntry> receiver) {
        watcher = receiver;
        return this;
    }

    /**
     * Sets a last step, which runs when all entries are in the volume and before the commit.
     *
     * @param step receives the volume
     * @return this builder
     */
    public ImageBuilder withFinalStep(IoConsumer<VolumeBuilder> step) {
        lastStep = step;
        return this;
    }

    /**
     * Returns the receiver of notices of this image, for sources that have notices of their own. It is thread-safe.
     *
     * @return the receiver
     */
    public Consumer<Notice> notices() {
        return notices;
    }

    /**
     * Makes the order of entries and contents depend on the tree alone, not on the form and order of the sources:
     * entries go in as {@link TreeSource#isSorted} describes. Images are equal byte by byte when label, size and root
     * attributes are equal, too, and the UUID is either the same or that of {@link #uuidFromContents}.
     *
     * @return this builder
     */
    public ImageBuilder reproducible() {
        inOrder = true;
        return this;
    }

    /**
     * Derives the UUID of the volume from its contents, in place of the UUID of the identity.
     *
     * @return this builder
     */
    public ImageBuilder uuidFromContents() {
        uuidFromContents = true;
        return this;
    }

    /**
     * Compares the finished image with the sources, byte for byte; {@link #build} throws when they differ.
     *
     * @return this builder
     */
    public ImageBuilder verified() {
        verified = true;
        return this;
    }

    /** Supplies the devices on which images are written. */
    @FunctionalInterface
    public interface Drafts {

        /**
         * Supplies an empty device. Devices of earlier calls are only read from then on; the image is on the last
         * device.
         *
         * @return the device
         * @throws IOException when no device can be made
         */
        ResizableDevice next() throws IOException;
    }

    /**
     * Builds the image as a single volume. When this method returns, the image is complete on the device, but it is not
     * forced to disk. The caller closes the devices and the sources. {@link dev.tfskit.Tfs#build} builds a file.
     *
     * @param drafts supplies the device, and a second one if the content of the first must be written again in order:
     *     when later entries replaced earlier ones, or when the image must be reproducible and there are several
     *     sources or one that is not sorted
     * @param sources the sources; an entry of a later source replaces an entry of an earlier one
     * @return the figures of the image, and its volume
     * @throws IllegalStateException when a second device is needed and is the same as the first
     * @throws java.nio.file.FileSystemException when {@link #verified} finds a difference
     * @throws IOException when a source cannot be read or the device cannot be written
     */
    public Built build(Drafts drafts, List<TreeSource> sources) throws IOException {
        return new BuildRun(this, sources).build(drafts);
    }

    /**
     * Returns the tree that the sources would make, without contents.
     *
     * @param sources the sources, in the order in which they are merged
     * @return a volume for reading names and attributes
     * @throws IOException when a source cannot be read
     */
    public Volume plan(List<TreeSource> sources) throws IOException {
        return new BuildRun(this, sources).plan();
    }

    /**
     * Unpacks sources, so that files can be looked up in them. The device holds no image then: nothing is committed,
     * the contents lie in the order of the sources, and there are gaps where a later entry replaced an earlier one.
     *
     * @param device an empty device
     * @param sources the sources, in the order in which they are merged; the caller closes them
     * @return a volume for reading, whose {@link Volume#close} closes the device
     * @throws IOException when a source cannot be read or the device cannot be written
     */
    public Volume unpack(ResizableDevice device, List<TreeSource> sources) throws IOException {
        return new BuildRun(this, sources).unpack(device);
    }
}
