// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A container image as the tool skopeo stores it with its transport {@code dir:}: one directory holds the OCI manifest
 * of the image, its configuration and its layers.
 */
final class SkopeoDirectory implements ImageForm {

    private static final String TOP = "manifest.json";

    private final ImageFiles files;

    SkopeoDirectory(ImageFiles files) {
        this.files = files;
    }

    @Override
    public Optional<List<NamedImage>> images() throws IOException {
        // In an archive of docker save, the document of this name is a list.
        Optional<Json> top = files.findDocument(TOP).filter(document -> document.has("schemaVersion"));
        return top.map(document -> List.of(new NamedImage(
                TOP, List.of(), List.of(), () -> new Manifests(files, BlobNames.SKOPEO).variants(document))));
    }
}
