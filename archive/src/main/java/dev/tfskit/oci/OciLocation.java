// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place of a container image: a directory or an archive, and a reference that selects one of the images in it.
 * Immutable.
 *
 * @param path the directory or archive
 * @param reference a tag, a digest, or a name or the end of one; without a tag, a name stands for its tag
 *     {@code latest}. Empty takes the only image
 */
public record OciLocation(Path path, Optional<String> reference) {

    /**
     * Parses {@code PATH} or {@code PATH:REFERENCE}. Both can hold colons: the path is the longest beginning that
     * exists.
     *
     * @param text the text from the command line, without {@code oci:}
     * @return the path and the reference
     */
    public static OciLocation parse(String text) {
        if (!Files.exists(Path.of(text))) {
            for (int colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
                Path path = Path.of(text.substring(0, colon));
                if (Files.exists(path) && colon + 1 < text.length()) {
                    return new OciLocation(path, Optional.of(text.substring(colon + 1)));
                }
            }
        }
        return new OciLocation(Path.of(text), Optional.empty());
    }
}
