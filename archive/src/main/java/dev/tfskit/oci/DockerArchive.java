// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form that {@code docker save} had before it wrote OCI image layouts, and that many builders write:
 * {@code manifest.json} lists the images, and names the configuration and the layers of each. A layer may be
 * compressed; its digest in the configuration is that of the uncompressed archive.
 */
final class DockerArchive implements ImageForm {

    private static final String TOP = "manifest.json";

    private final ImageFiles files;

    DockerArchive(ImageFiles files) {
        this.files = files;
    }

    @Override
    public Optional<List<NamedImage>> images() throws IOException {
        Optional<Json> top = files.findDocument(TOP).filter(Json::isList);
        return top.map(document -> document.elements().stream()
                .map(image -> new NamedImage(names(image), () -> Variants.of(variant(image))))
                .toList());
    }

    private static List<String> names(Json image) {
        List<String> names = new ArrayList<>(image.get("RepoTags").texts());
        String configuration = image.get("Config").text().orElse("an image without a configuration");
        names.add(configuration);
        Digest.inName(configuration).map(Digest::toString).ifPresent(names::add);
        return names;
    }

    private Variant variant(Json image) throws IOException {
        String file = image.get("Config")
                .text()
                .orElseThrow(() -> files.problem("its image has no configuration; it is damaged"));
        Json configuration = configuration(file);
        return new Variant(Platform.of(configuration), configuration, () -> layers(image, configuration));
    }

    private Json configuration(String file) throws IOException {
        InputStream plain = files.open(file);
        Optional<Digest> digest = Digest.inName(file);
        return files.parse(
                digest.isPresent()
                        ? new VerifiedInput(
                                plain, digest.get(), () -> files.problem(VerifiedInput.refusal(digest.get())))
                        : plain,
                file);
    }

    private List<Layer> layers(Json image, Json configuration) throws IOException {
        List<String> names = image.get("Layers").texts();
        List<String> digests = configuration.get("rootfs").get("diff_ids").texts();
        if (names.size() != digests.size()) {
            throw files.problem(
                    "it has " + names.size() + " layers, but checksums of " + digests.size() + "; it is damaged");
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String digest = digests.get(i);
            Layer layer = Layer.unpacked(
                    i + 1,
                    names.get(i),
                    Digest.parse(digest)
                            .orElseThrow(() -> files.problem("the digest " + digest + " is none that can be checked")));
            files.requireLayer(layer, image.get("LayerSources").get(digest));
            layers.add(layer);
        }
        return layers;
    }
}
