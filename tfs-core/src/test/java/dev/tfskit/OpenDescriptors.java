// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open. */
public final class OpenDescriptors {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenDescriptors() {}

    /** Returns the open files at or below a path, those without a name included; one for each descriptor. */
    public static List<Path> below(Path directory) throws IOException {
        Path real = directory.toRealPath();
        List<Path> found = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.startsWith(real)) {
                        found.add(file);
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        return found;
    }
}
