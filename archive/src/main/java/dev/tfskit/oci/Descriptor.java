// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an index, which refers to a manifest.
 *
 * @param digest the digest of the manifest
 * @param fullNames the names of the image with the repository
 * @param tags its tags without the repository
 * @param platform the platform of the image; null when the index does not name it
 */
record Descriptor(
        Digest digest,
        List<String> fullNames,
        List<String> tags,
        @Nullable Platform platform) {

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
                List<String> fullNames = new ArrayList<>();
                List<String> tags = new ArrayList<>();
                annotations.get("io.containerd.image.name").text().ifPresent(fullNames::add);
                annotations
                        .get("org.opencontainers.image.ref.name")
                        .text()
                        .ifPresent(name -> (isTag(name) ? tags : fullNames).add(name));
                descriptors.add(
                        new Descriptor(digest(each, files), List.copyOf(fullNames), List.copyOf(tags), platform));
            }
        }
        return descriptors;
    }

    /** Docker writes a tag as the name of a reference, skopeo whatever the user gave. */
    private static boolean isTag(String name) {
        return name.indexOf('/') < 0 && name.indexOf(':') < 0;
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
