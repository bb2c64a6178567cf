// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.Command;
import dev.tfskit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The volumes that other implementations have written, compressed by lz4, and what they hold. */
record Golden(String name) {

    private static final Path DIRECTORY = Command.PROJECT.resolve("testdata/golden");
    private static final String ENDING = ".img.lz4";

    /** All of them. */
    static List<Golden> all() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .sorted()
                    .map(name -> new Golden(name.substring(0, name.length() - ENDING.length())))
                    .toList();
        }
    }

    /** The compressed image. */
    Path image() {
        return DIRECTORY.resolve(name + ENDING);
    }

    /** Returns the content, as testdata/golden/README.md describes it. */
    JsonNode listing() throws IOException {
        return Json.read(DIRECTORY.resolve(name + ".json"));
    }

    /** The same image, uncompressed. */
    Path unpack(Path target) throws IOException, InterruptedException {
        Command.of("lz4", "-d", "-q", image(), target).run().ok();
        return target;
    }

    @Override
    public String toString() {
        return name;
    }
}
