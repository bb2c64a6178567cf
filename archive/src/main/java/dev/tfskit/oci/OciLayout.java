// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds images in an OCI image layout: from {@code index.json} down through the indexes that it names. */
final class OciLayout {

    private static final String TOP = "index.json";
    private static final int MOST_DOCUMENTS = 10_000;

    private final ImageFiles files;
    private final Set<Digest> seen = new HashSet<>();

    OciLayout(ImageFiles files) {
        this.files = files;
    }

    /** What an index says of a document. */
    private record Descriptor(Digest digest, List<String> names, Optional<Platform> platform) {}

    /**
     * The images that are there.
     *
     * @param reference which one; any if empty
     * @return one for each platform; empty when there is no layout at this place
     * @throws IOException when no image is meant, or more than one
     */
    Optional<List<Candidate>> find(Optional<String> reference) throws IOException {
        Optional<Json> top = files.findDocument(TOP);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        List<Descriptor> descriptors = descriptors(top.get());
        return Optional.of(expand(reference.isPresent() ? chosen(descriptors, reference.get()) : single(descriptors)));
    }

    private List<Descriptor> descriptors(Json index) throws IOException {
        List<Descriptor> descriptors = new ArrayList<>();
        for (Json each : index.get("manifests").elements()) {
            Json annotations = each.get("annotations");
            Optional<Platform> platform = Platform.of(each.get("platform"));
            boolean isStatement =
                    platform.filter(Platform::isUnknown).isPresent() || annotations.has("vnd.docker.reference.type");
            if (!isStatement) {
                Digest digest = digest(each);
                Set<String> names = new LinkedHashSet<>();
                annotations.get("io.containerd.image.name").text().ifPresent(names::add);
                annotations.get("org.opencontainers.image.ref.name").text().ifPresent(names::add);
                names.add(digest.toString());
                descriptors.add(new Descriptor(digest, List.copyOf(names), platform));
            }
        }
        return descriptors;
    }

    private Digest digest(Json descriptor) throws IOException {
        String text = descriptor
                .get("digest")
                .text()
                .orElseThrow(() -> files.problem("it names a blob without a digest; it is damaged"));
        return Digest.parse(text)
                .orElseThrow(() -> files.problem("the digest " + text + " is none that can be checked"));
    }

    private List<Descriptor> chosen(List<Descriptor> descriptors, String reference) throws IOException {
        List<Descriptor> exact = descriptors.stream()
                .filter(each -> each.names.contains(reference))
                .toList();
        List<Descriptor> chosen = !exact.isEmpty()
                ? exact
                : descriptors.stream()
                        .filter(each -> Candidate.matches(each.names, reference))
                        .toList();
        if (chosen.isEmpty()) {
            throw files.problem("it has no image " + reference + "; it has " + shown(descriptors));
        }
        return single(chosen);
    }

    /** Without names, several images are one for several platforms. */
    private List<Descriptor> single(List<Descriptor> descriptors) throws IOException {
        long digests = descriptors.stream().map(Descriptor::digest).distinct().count();
        if (digests > 1
                && descriptors.stream().anyMatch(each -> each.names.size() > 1)
                && descriptors.stream()
                                .map(each -> each.names.getFirst())
                                .distinct()
                                .count()
                        > 1) {
            throw files.problem("it has several images; write one of them behind a colon: " + shown(descriptors));
        }
        if (digests == 0) {
            throw files.problem("it has no image");
        }
        return descriptors;
    }

    private static String shown(List<Descriptor> descriptors) {
        return String.join(
                ", ",
                descriptors.stream()
                        .map(each -> each.names.getFirst())
                        .distinct()
                        .toList());
    }

    private List<Candidate> expand(List<Descriptor> descriptors) throws IOException {
        Deque<Descriptor> waiting = new ArrayDeque<>(descriptors);
        List<Candidate> found = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Descriptor next = waiting.pop();
            if (seen.add(next.digest)) {
                if (seen.size() > MOST_DOCUMENTS) {
                    throw files.problem("it has more than " + MOST_DOCUMENTS + " manifests");
                }
                Json document = document(next.digest);
                if (document.has("manifests")) {
                    descriptors(document).reversed().forEach(waiting::push);
                } else if (document.has("layers")) {
                    found.add(candidate(next, document));
                }
            }
        }
        return found;
    }

    private Json document(Digest digest) throws IOException {
        try (InputStream blob = new VerifiedInput(files.open(digest.file()), digest, files.place())) {
            return files.parse(blob, digest.toString());
        }
    }

    private Candidate candidate(Descriptor descriptor, Json manifest) throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (Json each : manifest.get("layers").elements()) {
            String type = each.get("mediaType").text().orElse("");
            if (!type.contains(".tar") || type.contains("encrypted")) {
                throw files.problem("a layer of the type '" + type + "' is none that can be unpacked");
            }
            Digest digest = digest(each);
            layers.add(new Layer(layers.size() + 1, digest.file(), digest));
        }
        Json configuration = document(digest(manifest.get("config")));
        return new Candidate(
                descriptor.names, descriptor.platform.or(() -> Platform.of(configuration)), configuration, layers);
    }
}
