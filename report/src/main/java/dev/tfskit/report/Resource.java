// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the parts of the page of {@code --html} that are files in the jar of this module. Stateless. */
final class Resource {

    private Resource() {}

    static String text(String name) throws IOException {
        try (InputStream stream = Resource.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException(name + " is missing in the jar of the report");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
