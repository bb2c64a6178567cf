// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.StandardInput;
import dev.tfskit.cli.TemporaryDirectory;
import dev.tfskit.io.Handover;
import dev.tfskit.oci.ImageSelector;
import dev.tfskit.oci.OciImage;
import dev.tfskit.oci.OciLocation;
import dev.tfskit.oci.Platform;
import dev.tfskit.oci.RunConfiguration;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The container images of {@code -r}. They are opened at the start, so that a missing one stops the tool before it
 * writes anything.
 */
final class ContainerImages implements Closeable {

    private final Map<TreeArgument, OciImage> images;

    private ContainerImages(Map<TreeArgument, OciImage> images) {
        this.images = images;
    }

    /**
     * Opens the container images among the trees.
     *
     * @throws IOException when an image cannot be opened or read
     */
    static ContainerImages open(SourceOptions sources, StandardInput input) throws IOException {
        Map<TreeArgument, OciImage> images = new LinkedHashMap<>();
        ContainerImages opened = new ContainerImages(images);
        try (Handover handover = new Handover(opened)) {
            for (TreeArgument root : sources.trees().all()) {
                if (root.isContainer() && !images.containsKey(root)) {
                    images.put(root, open(root, sources.reading().platform(), input));
                }
            }
            return handover.to(opened);
        }
    }

    private static OciImage open(TreeArgument root, Optional<Platform> platform, StandardInput input)
            throws IOException {
        return switch (root) {
            case TreeArgument.Container(OciLocation location) ->
                OciImage.open(
                        location.path(), new ImageSelector(location.reference(), platform), TemporaryDirectory.path());
            case TreeArgument.ContainerOnInput(Optional<String> reference) ->
                OciImage.open(
                        input.stream(),
                        StandardInput.NAME,
                        new ImageSelector(reference, platform),
                        TemporaryDirectory.path());
            case TreeArgument.Directory _,
                    TreeArgument.Archive _,
                    TreeArgument.VolumeImage _,
                    TreeArgument.StandardInput _ -> throw new IllegalArgumentException(root.toString());
        };
    }

    /** Returns how a container image is run; empty for another tree. */
    Optional<RunConfiguration> configuration(TreeArgument root) {
        return Optional.ofNullable(images.get(root)).map(OciImage::configuration);
    }

    /**
     * Opens the layers of a container image.
     *
     * @param root a container image of the command line
     * @return the layers, the lowest first
     * @throws IOException when a layer cannot be opened
     */
    List<TreeSource> layers(TreeArgument root, Excludes excludes, Consumer<Notice> notices) throws IOException {
        return Objects.requireNonNull(images.get(root)).layers(excludes, notices);
    }

    @Override
    public void close() throws IOException {
        CloseAll.all(List.copyOf(images.values()));
    }
}
