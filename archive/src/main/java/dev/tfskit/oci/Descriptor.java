// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an index, which refers to a manifest.
 *
 * @param digest the digest of the manifest
 * @param names tags and names with tags, then the digest
 * @param platform the platform of the image; null when the index does not name it
 */
record Descriptor(
        Digest digest, List<String> names, @Nullable Platform platform) {

    /**
     * Reads the descriptors of an index. Statements about images, such as attestations, are left out.
     *
     * @throws ArchiveException when a digest is missing or malformed
     */
    static List<Descriptor> in(Json index, ImageFiles files) throws ArchiveException {
        List<Descriptor> descriptors = new ArrayList<>();
        for (Json each : index.get("manifests").elements()) {
            Json annotations = each.get("annotations");
            Platform platform = Platform.of(each.get("platform")).orElse(null);
            boolean isStatement =
                    platform != null && platform.isUnknown() || annotations.has("vnd.docker.reference.type");
            if (!isStatement) {
                Digest digest = digest(each, files);
                Set<String> names = new LinkedHashSet<>();
                annotations.get("io.containerd.image.name").text().ifPresent(names::add);
                annotations.get("org.opencontainers.image.ref.name").text().ifPresent(names::add);
                names.add(digest.toString());
                descriptors.add(new Descriptor(digest, List.copyOf(names), platform));
            }
        }
        return descriptors;
    }

    /**
     * Reads the digest of a descriptor of any kind.
     *
     * @throws ArchiveException when it is missing or malformed
     */
    static Digest digest(Json descriptor, ImageFiles files) throws ArchiveException {
        String text = descriptor
                .get("digest")
                .text()
                .orElseThrow(
                        () -> files.problem("it names a blob without a digest; it is damaged: copy or make it again"));
        return Digest.parse(text)
                .orElseThrow(() -> files.problem("the digest " + text
                        + " is not of the form sha256:HEX or sha512:HEX; copy the image with another tool"));
    }
}
