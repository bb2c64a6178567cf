// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An OCI image layout: {@code index.json} lists the images, {@code blobs} holds all that they consist of. */
final class OciLayout implements ImageForm {

    private static final String TOP = "index.json";

    private final ImageFiles files;

    OciLayout(ImageFiles files) {
        this.files = files;
    }

    @Override
    public Optional<List<NamedImage>> images() throws IOException {
        Optional<Json> top = files.findDocument(TOP);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        Manifests manifests = new Manifests(files, BlobNames.LAYOUT);
        List<NamedImage> images = new ArrayList<>();
        for (Descriptor each : Descriptor.in(top.get(), files)) {
            images.add(new NamedImage(
                    each.digest().toString(), each.fullNames(), each.tags(), () -> manifests.variants(each)));
        }
        // Docker adds its own list to a layout. It lists one image for several platforms by an index of this image.
        return Optional.of(
                files.has(DockerArchive.TOP)
                        ? images.stream().map(NamedImage::namedByIdOtherwise).toList()
                        : images);
    }
}
