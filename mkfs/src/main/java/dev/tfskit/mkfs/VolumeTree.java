// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.Tfs;
import dev.tfskit.cli.DamageRemedy;
import dev.tfskit.cli.ToolFailedException;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.SourceEntry.Metadata;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.tfs.VolumeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tree of a TFS image as a source, without the attributes of its root that configure a program. Closing the source
 * closes the image.
 */
final class VolumeTree implements TreeSource {

    private final Volume volume;
    private final TreeSource entries;

    private VolumeTree(Volume volume, TreeSource entries) {
        this.volume = volume;
        this.entries = entries;
    }

    /** Opens the root volume of an image. */
    static VolumeTree open(Path image, Excludes excludes, Consumer<Notice> notices) throws IOException {
        if (FileDevice.isLockedAfterWaiting(image)) {
            notices.accept(
                    new Notice(image.toString(), "is mounted or being written; the tree is that of its last commit"));
        }
        Volume volume = openNamed(image);
        return new VolumeTree(volume, new VolumeSource(volume, excludes, notices));
    }

    /** Opens the root volume of an image. The message of a damaged one has the name of the image. */
    static Volume openNamed(Path image) throws IOException {
        try {
            return Tfs.open(image);
        } catch (TfsFormatException e) {
            throw new ToolFailedException(
                    image.toString(), Messages.reasonOf(e), DamageRemedy.of(e, new VolumeChoice.Root()));
        }
    }

    /**
     * The root attributes of an image about its program.
     *
     * @param label the label of the root volume
     * @param attributes the attributes of the root, such as {@code program}
     */
    record Configuration(Label label, Tuple attributes) {

        static Configuration of(Path image) throws IOException {
            try (Volume volume = openNamed(image);
                    TreeSource source = new VolumeSource(volume, _ -> {})) {
                Tuple attributes = new Tuple();
                if (source.next().orElseThrow() instanceof SourceEntry.Directory root) {
                    for (Map.Entry<Symbol, Value> each :
                            root.metadata().others().entrySet()) {
                        attributes.set(each.getKey(), each.getValue());
                    }
                }
                return new Configuration(volume.identity().label(), attributes);
            }
        }
    }

    @Override
    public Optional<SourceEntry> next() throws IOException {
        return entries.next().map(entry -> entry.path().isRoot() ? withoutConfiguration(entry) : entry);
    }

    private static SourceEntry withoutConfiguration(SourceEntry entry) {
        if (!(entry instanceof SourceEntry.Directory root)) {
            return entry;
        }
        Metadata metadata = root.metadata();
        return new SourceEntry.Directory(
                root.path(),
                new Metadata(metadata.permissions(), metadata.modified(), metadata.extendedAttributes(), Map.of()));
    }

    @Override
    public boolean isSorted() {
        return entries.isSorted();
    }

    @Override
    public void close() throws IOException {
        volume.close();
    }
}
