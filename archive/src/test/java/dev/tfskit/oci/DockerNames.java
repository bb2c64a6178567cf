// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

/** How the builders of images name the files in an archive of the form of docker save. */
enum DockerNames {

    /** Docker itself, before it wrote OCI image layouts. */
    DOCKER("%s.json", "%s/layer.tar"),
    /** Podman and skopeo. */
    PODMAN("%s.json", "%s.tar"),
    /** crane, kaniko and ko. */
    CRANE("sha256:%s", "%s.tar.gz"),
    /** Jib. */
    JIB("config.json", "%s.tar.gz"),
    /** The rules of Bazel. */
    RULES_OCI("blobs/sha256/%s", "blobs/sha256/%s.tar.gz"),
    /** Builders that use whole digests, as documents have them, as file names. */
    DIGESTS("sha256:%s", "sha256:%s"),
    /** Builders that write paths with a dot in front. */
    DOTTED("./%s.json", "./layers/%s"),
    /** Builders that write absolute paths. */
    ABSOLUTE("/%s.json", "/layers/%s");

    private final String configuration;
    private final String layer;

    DockerNames(String configuration, String layer) {
        this.configuration = configuration;
        this.layer = layer;
    }

    /** Returns the name of a configuration in documents. */
    String configuration(String sum) {
        return configuration.formatted(sum);
    }

    /** Returns the name of a layer in documents. */
    String layer(String sum) {
        return layer.formatted(sum);
    }
}
