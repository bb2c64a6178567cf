// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The form that {@code docker save} had before version 1.10: {@code repositories} gives the number of the highest layer
 * of each tag, and each layer names the one below it. The layers have no digests.
 */
final class LegacyDockerArchive implements ImageForm {

    private static final String TOP = "repositories";
    private static final int MOST_LAYERS = 10_000;

    private final ImageFiles files;

    LegacyDockerArchive(ImageFiles files) {
        this.files = files;
    }

    @Override
    public Optional<List<NamedImage>> images() throws IOException {
        Optional<Json> top = files.findDocument(TOP);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        List<NamedImage> images = new ArrayList<>();
        for (String repository : top.get().names()) {
            Json tags = top.get().get(repository);
            for (String tag : tags.names()) {
                String layer = tags.get(tag)
                        .text()
                        .orElseThrow(() -> files.problem(TOP + " is damaged: copy or make it again"));
                images.add(new NamedImage(
                        layer, List.of(repository + ":" + tag), List.of(), () -> Variants.of(variant(layer))));
            }
        }
        return Optional.of(images);
    }

    private Json description(String layer) throws IOException {
        String file = layer + "/json";
        return files.parse(files.open(file), file);
    }

    private Variant variant(String highest) throws IOException {
        return new Variant(
                Platform.of(description(highest)).orElse(null), () -> description(highest), () -> layers(highest));
    }

    private List<Layer> layers(String highest) throws IOException {
        List<String> fromTop = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Optional<String> layer = Optional.of(highest);
                layer.isPresent();
                layer = description(layer.get()).get("parent").text().filter(parent -> !parent.isEmpty())) {
            if (!seen.add(layer.get()) || seen.size() > MOST_LAYERS) {
                throw files.problem("its layers lie over each other in a circle, or there are more than " + MOST_LAYERS
                        + "; it is damaged: copy or make it again");
            }
            fromTop.add(layer.get());
        }
        List<Layer> layers = new ArrayList<>();
        for (String each : fromTop.reversed()) {
            layers.add(Layer.unverified(layers.size() + 1, each + "/layer.tar"));
        }
        return layers;
    }
}
