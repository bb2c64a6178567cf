// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A container image: an OCI image layout, or what {@code docker save} writes, in a directory or in a tar archive that
 * is a file and not compressed. What is read is checked against its digests. Not thread safe.
 */
public final class OciImage {

    private final ImageFiles files;
    private final Candidate image;

    private OciImage(ImageFiles files, Candidate image) {
        this.files = files;
        this.image = image;
    }

    /**
     * Opens an image; nothing stays open.
     *
     * @param path the directory or archive
     * @param reference which image, if there are several: a tag, a name or a digest
     * @param platform which of the images for several platforms; if empty, the only one there is, or the one for this
     *     machine
     * @return the image
     * @throws dev.tfskit.error.ArchiveException when there is no such image, or more than one, naming those that there
     *     are; or when something is damaged
     * @throws IOException when it cannot be read
     */
    public static OciImage open(Path path, Optional<String> reference, Optional<Platform> platform) throws IOException {
        ImageFiles files = ImageFiles.in(path);
        Optional<List<Candidate>> layout = new OciLayout(files).find(reference);
        List<Candidate> candidates = layout.isPresent()
                ? layout.get()
                : new DockerArchive(files)
                        .find(reference)
                        .orElseThrow(() ->
                                files.problem("is no container image: it has neither index.json nor manifest.json"));
        return new OciImage(files, choose(candidates, platform, files));
    }

    private static Candidate choose(List<Candidate> candidates, Optional<Platform> platform, ImageFiles files)
            throws IOException {
        if (candidates.isEmpty()) {
            throw files.problem("it has no image that can be unpacked");
        }
        if (candidates.size() == 1
                && (platform.isEmpty() || candidates.getFirst().platform().isEmpty())) {
            return candidates.getFirst();
        }
        Platform wanted = platform.orElseGet(Platform::ofHost);
        List<Candidate> fitting = candidates.stream()
                .filter(each -> each.platform().filter(is -> is.fits(wanted)).isPresent())
                .toList();
        if (fitting.size() != 1) {
            throw files.problem((fitting.isEmpty() ? "it has no image for " : "it has several images for ") + wanted
                    + "; choose with --platform from "
                    + String.join(
                            ", ",
                            candidates.stream()
                                    .map(each -> each.platform()
                                            .map(Platform::toString)
                                            .orElse("an unnamed platform"))
                                    .toList()));
        }
        return fitting.getFirst();
    }

    /**
     * Returns the platform that the image is made for.
     *
     * @return the platform; empty when the image names none
     */
    public Optional<Platform> platform() {
        return image.platform();
    }

    /**
     * Returns the layers as sources, from the lowest to the highest. Whiteouts are among the entries of a layer. Each
     * source is opened when its first entry is asked for, and closed after the last.
     *
     * @param excludes entries to leave out
     * @param notices receives what TFS cannot hold
     * @return the sources, in the order in which they are merged
     */
    public List<TreeSource> layers(Excludes excludes, Consumer<Notice> notices) {
        Set<Notice> told = new HashSet<>();
        Consumer<Notice> once = notice -> {
            if (told.add(notice)) {
                notices.accept(notice);
            }
        };
        return image.layers().stream()
                .<TreeSource>map(layer -> new LayerSource(files, layer, excludes, once))
                .toList();
    }

    /**
     * Returns how the image is to be run.
     *
     * @return the program, its arguments and environment
     */
    public RunConfiguration configuration() {
        return RunConfiguration.of(files.place(), image.configuration().get("config"));
    }
}
