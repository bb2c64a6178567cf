// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the software bill of materials (SBOM) of a package as CycloneDX JSON. The first five arguments are the file to
 * write, the directory of the package, its version, a file with the licences of libraries, and the output of Maven's
 * goal {@code dependency:list}. Four more arguments follow for each library that is compiled or copied into the jar of
 * another one: the name of that other library, and the group, name and version of the library itself.
 */
final class PartsListMain {

    private static final int FIXED = 5;
    private static final int WORDS = 4;

    private PartsListMain() {}

    /**
     * Writes the file.
     *
     * @throws IOException when a file cannot be read or written, or a jar of the package is unknown
     */
    public static void main(String... arguments) throws IOException {
        Map<String, List<PartsList.Library>> inside = new HashMap<>();
        for (int i = FIXED; i < arguments.length; i += WORDS) {
            inside.computeIfAbsent(arguments[i], _ -> new ArrayList<>())
                    .add(new PartsList.Library(arguments[i + 1], arguments[i + 2], arguments[i + 3], ""));
        }
        PartsList list =
                PartsList.of(Path.of(arguments[1]), arguments[2], Path.of(arguments[3]), Path.of(arguments[4]), inside);
        try (OutputStream target = Files.newOutputStream(Path.of(arguments[0]))) {
            list.writeTo(target);
        }
    }
}
