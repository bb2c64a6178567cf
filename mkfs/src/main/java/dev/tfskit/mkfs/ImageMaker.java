// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.Diagnostics;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.cli.UsageException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.NoSyncDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.hostfile.PendingFile;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.ImageSize;
import dev.tfskit.image.boot.BootDisk;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.RootAttributes;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes an image in a temporary file, which an {@link ImageTarget} then publishes. Not thread-safe. */
final class ImageMaker {

    /** The UUID of the volume until one is derived from the contents. */
    private static final UUID NO_UUID = new UUID(0, 0);

    private static final Text KLIBS_IN_BOOT_VOLUME = Text.of("bootfs");

    private final MkfsOptions options;
    private final ImageTarget target;
    private final DraftFiles files;
    private final Diagnostics diagnostics;
    private @Nullable PendingFile draft;
    private @Nullable Volume bootVolume;

    ImageMaker(MkfsOptions options, ImageTarget target, DraftFiles files, Diagnostics diagnostics) {
        this.options = options;
        this.target = target;
        this.files = files;
        this.diagnostics = diagnostics;
    }

    /** Returns the file that holds the image, once it is made. */
    PendingFile draft() {
        return Objects.requireNonNull(draft);
    }

    /** Returns the volume with the kernel, once the image is made; empty if it is not a disk that boots. */
    Optional<Volume> bootVolume() {
        return Optional.ofNullable(bootVolume);
    }

    /**
     * Makes the image.
     *
     * @param inputs the sources and the root attributes
     * @param watcher receives each entry
     */
    ImageBuilder.Built make(BuildInputs inputs, Consumer<SourceEntry> watcher) throws UsageException, IOException {
        BootOptions boot = options.boot();
        if (!boot.isDisk()) {
            return build(this::begin, size(inputs, 0), inputs, watcher);
        }
        try (LoaderFile loader = LoaderFile.of(boot.loader(), options.result().latest())) {
            BootDisk disk = new BootDisk(
                    this::begin, boot.readBootFile(), loader.partition().orElse(null), new Boot(inputs));
            ImageSize size = size(inputs, disk.rootVolumeOffset());
            // Before all the work, not after it.
            disk.checkRootBytes(options.image(), size.of(0));
            ImageBuilder.Built built = build(disk, size, inputs, watcher);
            disk.finish();
            if (options.result().verify()) {
                disk.verify();
            }
            bootVolume = disk.bootVolume();
            return built;
        }
    }

    private ResizableDevice begin() throws IOException {
        PendingFile file = files.begin();
        if (draft == null) {
            for (Path leftover : file.leftovers()) {
                diagnostics.warn(leftover.toString(), "is the incomplete image of a run that was killed; remove it");
            }
        }
        draft = file;
        return new NoSyncDevice(new FileDevice(file.target(), file.channel()));
    }

    private ImageBuilder.Built build(
            ImageBuilder.Drafts drafts, ImageSize size, BuildInputs inputs, Consumer<SourceEntry> watcher)
            throws UsageException, IOException {
        try (OpenSources sources = inputs.openRoot(this::ownFiles)) {
            ImageBuilder builder =
                    builder(inputs.label(), options.result().uuid().orElse(null));
            inputs.contents().missingDirectory().ifPresent(builder::makeDirectory);
            return builder.size(size)
                    .watcher(watcher)
                    .rootAttributes(rootAttributes(inputs.contents()))
                    .withFinalStep(inputs::completeRoot)
                    .build(drafts, sources.all());
        } catch (NoSpaceException e) {
            if (target.bytes().isEmpty()) {
                throw e;
            }
            // The exception names the temporary file, which the user does not know.
            throw BlockDeviceTarget.tooSmall(options.image());
        }
    }

    private Tuple rootAttributes(RootContents contents) {
        Tuple attributes = contents.attributes();
        if (!options.boot().klibs().isEmpty()) {
            attributes.set(RootAttributes.KLIBS, KLIBS_IN_BOOT_VOLUME);
        }
        return attributes;
    }

    /** Returns the image and the files that it is written to first. None of them may go into the image. */
    private Set<Path> ownFiles() {
        Set<Path> own = new HashSet<>(List.of(target.workPath()));
        if (draft != null) {
            // The name of the image may already be the requested one.
            own.addAll(List.of(draft.temporaryPath(), draft.target()));
        }
        return own;
    }

    private ImageSize size(BuildInputs inputs, long offset) throws IOException {
        if (target.bytes().isEmpty()) {
            return new ImageSize.AtLeast(Math.max(0, inputs.leastBytes() - offset));
        }
        long bytes = target.bytes().getAsLong();
        if (bytes < inputs.leastBytes()) {
            throw new ToolFailedException(
                    options.image(),
                    "has " + Messages.bytes(bytes) + ", and the image is to have at least " + inputs.leastBytes(),
                    "choose a larger device, or a smaller size");
        }
        if (bytes <= offset) {
            throw BlockDeviceTarget.tooSmall(options.image());
        }
        return new ImageSize.Exactly(bytes - offset);
    }

    private ImageBuilder builder(Label label, @Nullable UUID given) {
        boolean reproducible = options.result().latest().isPresent();
        UUID uuid = given != null ? given : reproducible ? NO_UUID : RandomUuid.next();
        ImageBuilder builder = new ImageBuilder(new Identity(uuid, label), new NoticePrinter(diagnostics))
                .threads(Runtime.getRuntime().availableProcessors());
        if (reproducible) {
            builder.reproducible();
        }
        if (reproducible && given == null) {
            builder.uuidFromContents();
        }
        if (options.result().verify()) {
            builder.verified();
        }
        return builder;
    }

    /** The volume with the kernel. */
    private final class Boot implements BootDisk.BootVolume {

        private final BuildInputs inputs;

        Boot(BuildInputs inputs) {
            this.inputs = inputs;
        }

        @Override
        public ImageBuilder builder() {
            // The label and UUID of the command line name the root volume, and no two volumes may share a UUID.
            return ImageMaker.this.builder(Label.of(""), null);
        }

        @Override
        public List<TreeSource> sources() throws IOException {
            return inputs.openBoot();
        }
    }
}
