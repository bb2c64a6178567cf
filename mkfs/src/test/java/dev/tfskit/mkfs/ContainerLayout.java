// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfskit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An OCI image layout that a test makes: the layers by tar, the documents around them by hand. */
final class ContainerLayout {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TYPE = "application/vnd.oci.image.";

    private final Path directory;
    private final List<Map<String, Object>> images = new ArrayList<>();

    /**
     * One without images.
     *
     * @param directory must not exist
     */
    ContainerLayout(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("blobs/sha256"));
        Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    }

    /**
     * Adds an image.
     *
     * @param architecture as Go calls it
     * @param config how it is run
     * @param layers for each a script that makes its tree in an empty directory, the lowest first
     */
    ContainerLayout image(String architecture, Map<String, Object> config, String... layers)
            throws IOException, InterruptedException {
        List<Map<String, Object>> blobs = new ArrayList<>();
        for (String script : layers) {
            Command pack = Command.shell("d=$(mktemp -d); cd \"$d\"; " + script + "; tar -cz .; rm -r \"$d\"");
            blobs.add(blob("layer.v1.tar+gzip", pack.run().ok().outputBytes()));
        }
        return image(architecture, config, blobs);
    }

    /**
     * Adds an image.
     *
     * @param architecture as Go calls it
     * @param config how it is run
     * @param layers tar files, the lowest first
     */
    ContainerLayout imageOfTars(String architecture, Map<String, Object> config, Path... layers) throws IOException {
        List<Map<String, Object>> blobs = new ArrayList<>();
        for (Path layer : layers) {
            blobs.add(blob("layer.v1.tar", Files.readAllBytes(layer)));
        }
        return image(architecture, config, blobs);
    }

    private ContainerLayout image(String architecture, Map<String, Object> config, List<Map<String, Object>> blobs)
            throws IOException {
        Map<String, Object> configuration = blob(
                "config.v1+json",
                MAPPER.writeValueAsBytes(Map.of("os", "linux", "architecture", architecture, "config", config)));
        Map<String, Object> image = blob(
                "manifest.v1+json",
                MAPPER.writeValueAsBytes(Map.of("schemaVersion", 2, "config", configuration, "layers", blobs)));
        image.put("platform", Map.of("os", "linux", "architecture", architecture));
        images.add(image);
        Files.write(
                directory.resolve("index.json"),
                MAPPER.writeValueAsBytes(Map.of("schemaVersion", 2, "manifests", images)));
        return this;
    }

    private Map<String, Object> blob(String type, byte[] bytes) throws IOException {
        String sum;
        try {
            sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        Files.write(directory.resolve("blobs/sha256").resolve(sum), bytes);
        Map<String, Object> descriptor = new TreeMap<>();
        descriptor.put("mediaType", TYPE + type);
        descriptor.put("digest", "sha256:" + sum);
        descriptor.put("size", bytes.length);
        return descriptor;
    }
}
