// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads manifests, and the indexes above them, and finds the images in them. Not thread-safe. */
final class Manifests {

    private static final int MOST_DOCUMENTS = 10_000;
    /** The types of configurations of container images; manifests describe other things, too. */
    private static final Set<String> CONFIGURATIONS =
            Set.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", "");

    private final ImageFiles files;
    private final BlobNames blobs;
    /** The documents that were read already; each counts once. */
    private final Set<Digest> seen = new HashSet<>();

    Manifests(ImageFiles files, BlobNames blobs) {
        this.files = files;
        this.blobs = blobs;
    }

    /**
     * Reads the images that a document stands for.
     *
     * @param top names a manifest or an index
     * @throws IOException when a document is damaged or cannot be read, or the topmost is missing
     */
    Variants variants(Descriptor top) throws IOException {
        if (!files.has(blobs.manifest(top.digest()))) {
            throw files.missing(blobs.manifest(top.digest()));
        }
        return new Expansion().below(top);
    }

    /**
     * Reads the images that a document stands for.
     *
     * @param document a manifest or an index
     * @throws IOException when a document is damaged or cannot be read
     */
    Variants variants(Json document) throws IOException {
        return new Expansion().of(document);
    }

    private Json document(String file, Digest digest) throws IOException {
        try (InputStream blob =
                new VerifiedInput(files.open(file), digest, () -> files.problem(VerifiedInput.refusal(digest)))) {
            return files.parse(blob, digest.toString());
        }
    }

    private static boolean isTar(Json layer) {
        String type = type(layer);
        return type.isEmpty() || type.contains(".tar");
    }

    private static String type(Json descriptor) {
        return descriptor.get("mediaType").text().orElse("");
    }

    private static String refusal(Json layer) {
        return "a layer of the type '" + type(layer)
                + "' cannot be unpacked; store the image with layers of gzip or zstd";
    }

    private List<Layer> layers(Json manifest) throws ArchiveException {
        List<Layer> layers = new ArrayList<>();
        for (Json each : manifest.get("layers").elements()) {
            if (!isTar(each) || type(each).contains("encrypted")) {
                throw files.problem(refusal(each));
            }
            Digest digest = Descriptor.digest(each, files);
            Layer layer = Layer.stored(layers.size() + 1, blobs.blob(digest), digest);
            files.requireLayer(layer, each);
            layers.add(layer);
        }
        return layers;
    }

    /** The documents below one document, in the order in which the indexes list them. */
    private final class Expansion {

        private final Deque<Descriptor> waiting = new ArrayDeque<>();
        private final List<Variant> found = new ArrayList<>();
        private @Nullable String obstacle;

        Variants below(Descriptor top) throws IOException {
            waiting.push(top);
            return read();
        }

        Variants of(Json document) throws IOException {
            add(() -> document, null);
            return read();
        }

        private Variants read() throws IOException {
            while (!waiting.isEmpty()) {
                Descriptor next = waiting.pop();
                String file = blobs.manifest(next.digest());
                if (!seen.add(next.digest())) {
                    continue;
                }
                if (seen.size() > MOST_DOCUMENTS) {
                    throw files.problem("it has more than " + MOST_DOCUMENTS
                            + " manifests; copy the image that you want to a layout of its own");
                }
                if (files.has(file)) {
                    add(() -> document(file, next.digest()), next.platform());
                } else {
                    // A store that holds one platform keeps the index of all.
                    passOver(ImageFiles.missingText(file));
                }
            }
            return new Variants(List.copyOf(found), obstacle);
        }

        private void passOver(String reason) {
            obstacle = obstacle != null ? obstacle : reason;
        }

        private void add(IoSupplier<Json> source, @Nullable Platform platform) throws IOException {
            Json document = source.get();
            if (document.has("manifests")) {
                Descriptor.in(document, files).reversed().forEach(waiting::push);
            } else if (document.has("layers")) {
                addImage(document, source, platform);
            } else if (document.has("fsLayers")) {
                passOver("its manifest has the old schema 1; copy the image anew with a program that writes schema 2");
            }
        }

        private void addImage(Json manifest, IoSupplier<Json> source, @Nullable Platform platform) throws IOException {
            List<Json> layers = manifest.get("layers").elements();
            String type = type(manifest.get("config"));
            if (!layers.isEmpty() && layers.stream().noneMatch(Manifests::isTar)) {
                passOver(refusal(layers.getFirst()));
            } else if (!CONFIGURATIONS.contains(type)) {
                passOver(
                        "its manifest has a configuration of the type '" + type + "' and describes no container image");
            } else {
                Digest digest = Descriptor.digest(manifest.get("config"), files);
                IoSupplier<Json> configuration = () -> document(blobs.blob(digest), digest);
                Platform named = Platform.of(configuration.get()).orElse(null);
                Platform stated = platform != null ? platform : named;
                if (stated == null || !stated.isUnknown()) {
                    found.add(new Variant(stated, configuration, () -> layers(source.get())));
                }
            }
        }
    }
}
