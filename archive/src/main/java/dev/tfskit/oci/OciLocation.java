// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.oci;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
     * Finds the image of {@code PATH} or {@code PATH:REFERENCE}. Both can hold colons: the path is the longest
     * beginning that exists.
     *
     * @param text the text from the command line, without {@code oci:}; it need not be a possible path of this host
     * @return the path and the reference; empty when no beginning of the text exists
     */
    public static Optional<OciLocation> find(String text) {
        if (exists(text)) {
            return Optional.of(new OciLocation(Path.of(text), Optional.empty()));
        }
        for (int colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
            String path = text.substring(0, colon);
            if (exists(path) && colon + 1 < text.length()) {
                return Optional.of(new OciLocation(Path.of(path), Optional.of(text.substring(colon + 1))));
            }
        }
        return Optional.empty();
    }

    private static boolean exists(String path) {
        try {
            return !path.isEmpty() && Files.exists(Path.of(path));
        } catch (InvalidPathException notAPath) {
            // Windows has no colons in names, so there a path with a reference is none.
            return false;
        }
    }
}
