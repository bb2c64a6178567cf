// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfskit.HostProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A container image that a test makes: layers by the usual programs, the documents around them by hand. */
final class MadeImage {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final Path folder;
    private final List<Map<String, Object>> layers = new ArrayList<>();
    private final List<String> layerSums = new ArrayList<>();

    MadeImage(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Map<String, Object> blob(String type, byte[] bytes) throws Exception {
        String sum = sha256(bytes);
        Files.write(folder.resolve("blobs/sha256").resolve(sum), bytes);
        Map<String, Object> descriptor = new TreeMap<>();
        descriptor.put("mediaType", type);
        descriptor.put("digest", "sha256:" + sum);
        descriptor.put("size", bytes.length);
        return descriptor;
    }

    private Map<String, Object> document(String type, Object document) throws Exception {
        return blob(type, MAPPER.writeValueAsBytes(document));
    }

    /** Adds a layer on top. A script makes its tree in an empty folder; the compressor is a command line. */
    void layer(String script, String compressor, String suffix) throws Exception {
        Path tree = Files.createTempDirectory(folder.getParent(), "tree");
        HostProgram.BASH.runIn(tree, "C", "-c", "set -e; " + script);
        Path plain = tree.resolveSibling(tree.getFileName() + ".tar");
        HostProgram.TAR.runIn(tree, "C", "-c", "--sort=name", "--mtime=@1000", "-f", plain, ".");
        HostProgram.BASH.runIn(folder, "C", "-c", compressor + " < " + plain + " > " + plain + ".packed");
        layers.add(blob(LAYER + suffix, Files.readAllBytes(Path.of(plain + ".packed"))));
        layerSums.add("sha256:" + sha256(Files.readAllBytes(plain)));
    }

    /** Ends an image of the layers so far; the next begins anew. Returns its descriptor. */
    Map<String, Object> manifest(String architecture, Map<String, Object> config) throws Exception {
        Map<String, Object> configuration = document(
                "application/vnd.oci.image.config.v1+json",
                Map.of(
                        "os",
                        "linux",
                        "architecture",
                        architecture,
                        "config",
                        config,
                        "rootfs",
                        Map.of("type", "layers", "diff_ids", layerSums)));
        Map<String, Object> manifest = document(
                MANIFEST, Map.of("schemaVersion", 2, "mediaType", MANIFEST, "config", configuration, "layers", layers));
        layers.clear();
        layerSums.clear();
        return manifest;
    }

    static Map<String, Object> forPlatform(Map<String, Object> descriptor, String os, String architecture) {
        descriptor.put("platform", Map.of("os", os, "architecture", architecture));
        return descriptor;
    }

    static Map<String, Object> named(Map<String, Object> descriptor, String name) {
        Map<String, Object> named = new TreeMap<>(descriptor);
        named.put("annotations", Map.of("org.opencontainers.image.ref.name", name));
        return named;
    }

    /** An index of other documents. Returns its descriptor. */
    Map<String, Object> index(List<Map<String, Object>> descriptors) throws Exception {
        return document(INDEX, Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", descriptors));
    }

    /** Writes the document at which everything begins. */
    void finish(List<Map<String, Object>> descriptors) throws IOException {
        Files.write(
                folder.resolve("index.json"),
                MAPPER.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", descriptors)));
    }

    /** Writes the older form of {@code docker save} instead, of the layers so far, which must not be compressed. */
    void finishAsDocker(String tag, Map<String, Object> config) throws Exception {
        byte[] configuration = MAPPER.writeValueAsBytes(Map.of(
                "os",
                "linux",
                "architecture",
                "arm64",
                "config",
                config,
                "rootfs",
                Map.of("type", "layers", "diff_ids", layerSums)));
        String configurationFile = sha256(configuration) + ".json";
        Files.write(folder.resolve(configurationFile), configuration);
        List<String> names = new ArrayList<>();
        for (Map<String, Object> layer : layers) {
            String sum = layer.get("digest").toString().substring("sha256:".length());
            Files.createDirectories(folder.resolve(sum));
            Files.move(
                    folder.resolve("blobs/sha256").resolve(sum),
                    folder.resolve(sum).resolve("layer.tar"));
            names.add(sum + "/layer.tar");
        }
        HostProgram.BASH.runIn(folder, "C", "-c", "rm -r oci-layout blobs");
        Files.write(
                folder.resolve("manifest.json"),
                MAPPER.writeValueAsBytes(
                        List.of(Map.of("Config", configurationFile, "RepoTags", List.of(tag), "Layers", names))));
    }

    Path blobFile(Map<String, Object> descriptor) {
        return folder.resolve("blobs")
                .resolve(descriptor.get("digest").toString().replace(':', '/'));
    }

    /** The layout as a tar archive. */
    Path archived() throws Exception {
        Path archive = folder.resolveSibling("image.tar");
        HostProgram.TAR.runIn(folder, "C", "-c", "-f", archive, ".");
        return archive;
    }

    /** All bytes of a text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
