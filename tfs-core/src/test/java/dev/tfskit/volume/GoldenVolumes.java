// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4FrameInputStream;

/** The volumes in {@code testdata/golden}, by other implementations and an earlier version, and their content. */
public final class GoldenVolumes {

    private static final Path DIRECTORY = Path.of("..", "testdata", "golden");

    private GoldenVolumes() {}

    /** Their names, such as {@code c-tree}. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".img.lz4"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .sorted()
                    .toList();
        }
    }

    /** The bytes of a volume, in memory. */
    public static MemoryDevice open(String name) throws IOException {
        try (InputStream file = Files.newInputStream(DIRECTORY.resolve(name + ".img.lz4"));
                InputStream volume = new LZ4FrameInputStream(file)) {
            return new MemoryDevice(volume.readAllBytes());
        }
    }

    /** The description of a volume. */
    public static JsonNode expected(String name) throws IOException {
        return new ObjectMapper().readTree(DIRECTORY.resolve(name + ".json").toFile());
    }
}
