// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.json.Json;
import dev.tfskit.message.Messages;
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

    static final String TOP = "manifest.json";

    private final ImageFiles files;

    DockerArchive(ImageFiles files) {
        this.files = files;
    }

    @Override
    public Optional<List<NamedImage>> images() throws IOException {
        Optional<Json> top = files.findDocument(TOP).filter(Json::isList);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        List<NamedImage> images = new ArrayList<>();
        for (Json image : top.get().elements()) {
            String position = "number " + (images.size() + 1) + " of " + TOP;
            String id = image.get("Config")
                    .text()
                    .map(file -> Digest.inName(file).map(Digest::toString).orElse(file))
                    .orElse(position);
            // This form does not list one image for several platforms.
            images.add(new NamedImage(
                            id, image.get("RepoTags").texts(), List.of(), () -> Variants.of(variant(image, position)))
                    .namedByIdOtherwise());
        }
        return Optional.of(images);
    }

    private Variant variant(Json image, String position) throws IOException {
        String file = image.get("Config")
                .text()
                .orElseThrow(() -> files.problem(
                        "its image " + position + " has no configuration; it is damaged: copy or make it again"));
        return new Variant(
                Platform.of(configuration(file)).orElse(null),
                () -> configuration(file),
                () -> layers(image, configuration(file)));
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
            throw files.problem("it has " + Messages.of(names.size(), "layer", "layers") + ", but "
                    + Messages.of(digests.size(), "checksum", "checksums")
                    + " of layers; it is damaged: copy or make it again");
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String digest = digests.get(i);
            Layer layer = Layer.unpacked(
                    i + 1,
                    names.get(i),
                    Digest.parse(digest)
                            .orElseThrow(() -> files.problem("the digest " + digest
                                    + " is not of the form sha256:HEX or sha512:HEX; "
                                    + "copy the image with another tool")));
            files.requireLayer(layer, image.get("LayerSources").get(digest));
            layers.add(layer);
        }
        return layers;
    }
}
