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

    private final Path directory;
    private final List<Map<String, Object>> layers = new ArrayList<>();
    private final List<String> layerSums = new ArrayList<>();

    MadeImage(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private Map<String, Object> blob(String type, byte[] bytes) throws Exception {
        String sum = sha256(bytes);
        Files.write(directory.resolve("blobs/sha256").resolve(sum), bytes);
        Map<String, Object> descriptor = new TreeMap<>();
        descriptor.put("mediaType", type);
        descriptor.put("digest", "sha256:" + sum);
        descriptor.put("size", bytes.length);
        return descriptor;
    }

    private Map<String, Object> document(String type, Object document) throws Exception {
        return blob(type, MAPPER.writeValueAsBytes(document));
    }

    /** Adds a layer on top. A script makes its tree in an empty directory; the compressor is a command line. */
    void layer(String script, String compressor, String suffix) throws Exception {
        Path tree = Files.createTempDirectory(directory.getParent(), "tree");
        HostProgram.BASH.runIn(tree, "C", "-c", "set -e; " + script);
        Path plain = tree.resolveSibling(tree.getFileName() + ".tar");
        HostProgram.TAR.runIn(tree, "C", "-c", "--sort=name", "--mtime=@1000", "-f", plain, ".");
        layer(Files.readAllBytes(plain), compressor, suffix);
    }

    /** Adds a layer on top whose archive is given. */
    void layer(byte[] archive, String compressor, String suffix) throws Exception {
        Path plain = Files.createTempFile(directory.getParent(), "layer", ".tar");
        Files.write(plain, archive);
        HostProgram.BASH.runIn(directory, "C", "-c", compressor + " < " + plain + " > " + plain + ".packed");
        layers.add(blob(LAYER + suffix, Files.readAllBytes(Path.of(plain + ".packed"))));
        layerSums.add("sha256:" + sha256(archive));
    }

    /** Adds an uncompressed layer on top whose archive is given. */
    void plainLayer(byte[] archive) throws Exception {
        layers.add(blob(LAYER, archive));
        layerSums.add("sha256:" + sha256(archive));
    }

    /** Adds something that is no layer to the list of layers. */
    void blobLayer(String type, byte[] bytes) throws Exception {
        layers.add(blob(type, bytes));
        layerSums.add("sha256:" + sha256(bytes));
    }

    /** Ends an image of the layers so far; the next begins anew. Returns its descriptor. */
    Map<String, Object> manifest(String architecture, Map<String, Object> config) throws Exception {
        return manifest(Map.of("os", "linux", "architecture", architecture, "config", config));
    }

    /** Ends an image whose configuration has these keys, and that of its layers. Returns its descriptor. */
    Map<String, Object> manifest(Map<String, Object> keys) throws Exception {
        Map<String, Object> all = new TreeMap<>(keys);
        all.put("rootfs", Map.of("type", "layers", "diff_ids", layerSums));
        Map<String, Object> configuration = document("application/vnd.oci.image.config.v1+json", all);
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

    /** Names an image as Docker does: the whole name, and the tag beside it. */
    static Map<String, Object> namedByDocker(Map<String, Object> descriptor, String repository, String tag) {
        Map<String, Object> named = new TreeMap<>(descriptor);
        named.put(
                "annotations",
                Map.of("io.containerd.image.name", repository + ":" + tag, "org.opencontainers.image.ref.name", tag));
        return named;
    }

    /** An index of other documents. Returns its descriptor. */
    Map<String, Object> index(List<Map<String, Object>> descriptors) throws Exception {
        return document(INDEX, Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", descriptors));
    }

    /** Writes the document at which everything begins. */
    void finish(List<Map<String, Object>> descriptors) throws IOException {
        Files.write(
                directory.resolve("index.json"),
                MAPPER.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", descriptors)));
    }

    /** Writes an archive of the form of docker save instead, with one image of the layers so far. */
    void finishAsDocker(String tag, Map<String, Object> config) throws Exception {
        finishAsDocker(DockerNames.DOCKER, List.of(dockerImage(DockerNames.DOCKER, tag, config)));
    }

    /** Ends an image of the layers so far, for {@link #finishAsDocker(DockerNames, List)}; the next begins anew. */
    Map<String, Object> dockerImage(DockerNames naming, String tag, Map<String, Object> config) throws Exception {
        return dockerImage(naming, tag, config, "arm64");
    }

    /** Ends an image for one architecture. */
    Map<String, Object> dockerImage(DockerNames naming, String tag, Map<String, Object> config, String architecture)
            throws Exception {
        byte[] configuration = MAPPER.writeValueAsBytes(Map.of(
                "os",
                "linux",
                "architecture",
                architecture,
                "config",
                config,
                "rootfs",
                Map.of("type", "layers", "diff_ids", List.copyOf(layerSums))));
        String configurationFile = naming.configuration(sha256(configuration));
        write(configurationFile, configuration);
        List<String> names = new ArrayList<>();
        for (Map<String, Object> layer : layers) {
            String name = naming.layer(layer.get("digest").toString().substring("sha256:".length()));
            write(name, Files.readAllBytes(blobFile(layer)));
            names.add(name);
        }
        layers.clear();
        layerSums.clear();
        return Map.of("Config", configurationFile, "RepoTags", List.of(tag), "Layers", names);
    }

    /** Writes an archive of the form of docker save. */
    void finishAsDocker(DockerNames naming, List<Map<String, Object>> images) throws Exception {
        if (naming != DockerNames.RULES_OCI) {
            HostProgram.BASH.runIn(directory, "C", "-c", "rm -r blobs");
        }
        Files.delete(directory.resolve("oci-layout"));
        Files.write(directory.resolve("manifest.json"), MAPPER.writeValueAsBytes(images));
    }

    /** Writes the form before manifests instead; the layers are called by their numbers, from 0. */
    void finishAsLegacy(String name, String tag, Map<String, Object> top) throws Exception {
        for (int i = 0; i < layers.size(); i++) {
            write(i + "/layer.tar", Files.readAllBytes(blobFile(layers.get(i))));
            write(i + "/VERSION", bytes("1.0"));
            Map<String, Object> description = new TreeMap<>(i == layers.size() - 1 ? top : Map.of());
            description.put("id", String.valueOf(i));
            if (i > 0) {
                description.put("parent", String.valueOf(i - 1));
            }
            write(i + "/json", MAPPER.writeValueAsBytes(description));
        }
        write("repositories", MAPPER.writeValueAsBytes(Map.of(name, Map.of(tag, String.valueOf(layers.size() - 1)))));
        HostProgram.BASH.runIn(directory, "C", "-c", "rm -r blobs oci-layout");
    }

    /** Writes a file of the image. */
    void write(String name, byte[] bytes) throws IOException {
        Path file = Path.of(directory + "/" + name).normalize();
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Adds a layer that is there already, perhaps without its file. */
    void layer(Map<String, Object> descriptor, String sum) {
        layers.add(descriptor);
        layerSums.add(sum);
    }

    /** Returns the descriptor of the layer that was added last. */
    Map<String, Object> lastLayer() {
        return layers.getLast();
    }

    /** Returns the digest of the uncompressed archive of the layer that was added last. */
    String lastSum() {
        return layerSums.getLast();
    }

    Path blobFile(Map<String, Object> descriptor) {
        return directory
                .resolve("blobs")
                .resolve(descriptor.get("digest").toString().replace(':', '/'));
    }

    /** The layout as a tar archive. */
    Path archived() throws Exception {
        return archived("--format=gnu");
    }

    /** The layout as a tar archive that is made with certain options. */
    Path archived(String... options) throws Exception {
        Path archive = directory.resolveSibling("image.tar");
        List<Object> arguments = new ArrayList<>(List.of("-c", "-f", archive));
        arguments.addAll(List.of(options));
        arguments.add(".");
        HostProgram.TAR.runIn(directory, "C", arguments.toArray());
        return archive;
    }

    /** All bytes of a text. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
