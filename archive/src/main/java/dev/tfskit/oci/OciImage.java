// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.archive.ArchiveOptions;
import dev.tfskit.io.Handover;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container image: in an OCI image layout, in one of the forms of {@code docker save}, or in a directory of skopeo; a
 * layout and the forms of {@code docker save} may be a directory or a tar archive. Each blob that has a digest is
 * compared with it. Not thread-safe.
 */
public final class OciImage implements Closeable {

    private final ImageFiles files;
    private final Path temporaryDirectory;
    private final @Nullable Platform platform;
    private final RunConfiguration configuration;
    private final List<Layer> layers;

    private OciImage(ImageFiles files, Path temporaryDirectory, Variant image) throws IOException {
        this.files = files;
        this.temporaryDirectory = temporaryDirectory;
        this.platform = image.platform();
        this.configuration = RunConfiguration.of(
                files.displayName(), image.configuration().get().get("config"));
        this.layers = image.layers().get();
    }

    /**
     * Opens an image that has a name on the host.
     *
     * @param path a directory, or a tar archive, perhaps compressed; a pipe will do
     * @param selector which of several images
     * @param temporaryDirectory takes a copy of an archive that is compressed or comes through a pipe, and of files
     *     that stay out while links to them may go in; the copies need no removal
     * @return the image; the caller closes it
     * @throws dev.tfskit.error.ArchiveException when there is no such image, or more than one (the message lists the
     *     images), or when something is missing or damaged
     * @throws IOException when the files cannot be read
     */
    public static OciImage open(Path path, ImageSelector selector, Path temporaryDirectory) throws IOException {
        return open(ImageFiles.in(path, temporaryDirectory), selector, temporaryDirectory);
    }

    /**
     * Opens an image that comes in as a stream.
     *
     * @param archive a tar archive, perhaps compressed; it is read to its end and closed
     * @param name the name of the archive in messages
     * @param selector which of several images
     * @param temporaryDirectory takes a copy of the archive, and of files that stay out while links to them may go in;
     *     the copies need no removal
     * @return the image; the caller closes it
     * @throws dev.tfskit.error.ArchiveException when there is no such image, or more than one (the message lists the
     *     images), or when something is missing or damaged
     * @throws IOException when the stream cannot be read
     */
    public static OciImage open(InputStream archive, String name, ImageSelector selector, Path temporaryDirectory)
            throws IOException {
        return open(ImageFiles.from(archive, name, temporaryDirectory), selector, temporaryDirectory);
    }

    private static OciImage open(ImageFiles files, ImageSelector selector, Path temporaryDirectory) throws IOException {
        try (Handover handover = new Handover(files)) {
            Variant chosen = new ImageChoice(files, images(files)).choose(selector);
            return handover.to(new OciImage(files, temporaryDirectory, chosen));
        }
    }

    private static List<NamedImage> images(ImageFiles files) throws IOException {
        List<ImageForm> forms = List.of(
                new OciLayout(files),
                new DockerArchive(files),
                new SkopeoDirectory(files),
                new LegacyDockerArchive(files));
        for (ImageForm form : forms) {
            Optional<List<NamedImage>> images = form.images();
            if (images.isPresent()) {
                return images.get();
            }
        }
        throw files.problem("is not a container image: it has neither index.json nor manifest.json; name the directory "
                + "or archive of one");
    }

    /**
     * Returns the platform that the image is made for.
     *
     * @return the platform; empty when the image names none
     */
    public Optional<Platform> platform() {
        return Optional.ofNullable(platform);
    }

    /**
     * Returns the layers as sources, from the lowest to the highest. Whiteouts are among the entries of a layer, and
     * remove only what the layers below have. Each source is opened when its first entry is read, and closed after the
     * last.
     *
     * @param excludes entries to leave out
     * @param notices receives a notice about each entry that TFS cannot hold
     * @return the sources, in the order in which they are merged; the image must stay open while they are read
     */
    public List<TreeSource> layers(Excludes excludes, Consumer<Notice> notices) {
        // Sorted, because a layer can choose names with equal hashes.
        Set<Notice> reported = new TreeSet<>(Comparator.comparing(Notice::subject)
                .thenComparing(Notice::text)
                .thenComparing(Notice::level));
        Consumer<Notice> once = notice -> {
            if (reported.add(notice)) {
                notices.accept(notice);
            }
        };
        // A pattern for names with a dot in front must not bring back what a layer removes.
        EntryPatterns patterns = excludes.patterns().sparing(".wh.*", ".wh..wh.plnk/*");
        ArchiveOptions options = ArchiveOptions.excluding(new Excludes(patterns, excludes.kernelDirectories()))
                .withTemporaryFilesIn(temporaryDirectory);
        List<TreeSource> sources = new ArrayList<>();
        Object stack = new Object();
        for (Layer layer : layers) {
            AufsPseudoLinks pseudoLinks = new AufsPseudoLinks(stack);
            sources.add(new LayerSource(stack, files, layer, pseudoLinks, options, once));
            sources.add(pseudoLinks);
        }
        return sources;
    }

    /**
     * Returns the configuration with which the image is run.
     *
     * @return the program, its arguments and environment
     */
    public RunConfiguration configuration() {
        return configuration;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
