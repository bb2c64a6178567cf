// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds images in the older form of what {@code docker save} writes: {@code manifest.json} and files that it names. */
final class DockerArchive {

    private static final String TOP = "manifest.json";
    private static final String BLOBS = "blobs/";

    private final ImageFiles files;

    DockerArchive(ImageFiles files) {
        this.files = files;
    }

    /**
     * The image that is there.
     *
     * @param reference which one; any if empty
     * @return empty when there is no such archive at this place
     * @throws IOException when no image is meant, or more than one
     */
    Optional<List<Candidate>> find(Optional<String> reference) throws IOException {
        Optional<Json> top = files.findDocument(TOP);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        List<Json> images = top.get().elements();
        List<Json> chosen = images.stream()
                .filter(each -> reference.isEmpty() || Candidate.matches(names(each), reference.get()))
                .toList();
        if (images.isEmpty()) {
            throw files.problem("it has no image");
        }
        if (chosen.isEmpty()) {
            throw files.problem("it has no image " + reference.orElseThrow() + "; it has " + shown(images));
        }
        if (chosen.size() > 1) {
            throw files.problem("it has several images; write one of them behind a colon: " + shown(images));
        }
        return Optional.of(List.of(candidate(chosen.getFirst())));
    }

    private static List<String> names(Json image) {
        List<String> names = new ArrayList<>(image.get("RepoTags").texts());
        image.get("Config").text().ifPresent(names::add);
        return names;
    }

    private static String shown(List<Json> images) {
        return String.join(
                ", ",
                images.stream().flatMap(image -> names(image).stream().limit(1)).toList());
    }

    private Candidate candidate(Json image) throws IOException {
        String file = image.get("Config")
                .text()
                .orElseThrow(() -> files.problem("its image has no configuration; it is damaged"));
        Json configuration = configuration(file);
        List<String> names = image.get("Layers").texts();
        List<String> sums = configuration.get("rootfs").get("diff_ids").texts();
        if (names.size() != sums.size()) {
            throw files.problem(
                    "it has " + names.size() + " layers, but checksums of " + sums.size() + "; it is damaged");
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String sum = sums.get(i);
            // Where a file is named by its checksum, that counts: it may be compressed, which the configuration does
            // not know.
            Digest digest = ofFile(names.get(i))
                    .or(() -> Digest.parse(sum))
                    .orElseThrow(() -> files.problem("the digest " + sum + " is none that can be checked"));
            layers.add(new Layer(i + 1, names.get(i), digest));
        }
        return new Candidate(names(image), Platform.of(configuration), configuration, layers);
    }

    private Json configuration(String file) throws IOException {
        InputStream plain = files.open(file);
        Optional<Digest> digest = ofFile(file).or(() -> Digest.parse("sha256:" + file.replaceFirst("\\.json$", "")));
        return files.parse(digest.isPresent() ? new VerifiedInput(plain, digest.get(), files.place()) : plain, file);
    }

    private static Optional<Digest> ofFile(String name) {
        return name.startsWith(BLOBS)
                ? Digest.parse(name.substring(BLOBS.length()).replace('/', ':'))
                : Optional.empty();
    }
}
