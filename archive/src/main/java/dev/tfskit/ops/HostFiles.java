// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the files of the host that a configuration names. Immutable.
 *
 * @param targetRoot where absolute paths are looked up before they are looked up on the host
 * @param parent where relative paths begin
 */
record HostFiles(Optional<Path> targetRoot, Path parent) {

    /**
     * Returns where a path leads, whether something is there or not.
     *
     * @throws FileSystemException when the path is not possible on this host
     */
    Path at(String path) throws FileSystemException {
        try {
            if (!path.startsWith("/")) {
                return parent.resolve(path);
            }
            if (targetRoot.isPresent()) {
                Path inside = targetRoot.get().resolve(path.replaceFirst("^/+", ""));
                if (Files.exists(inside)) {
                    return inside;
                }
            }
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new FileSystemException(path, null, "is not a possible path on this host");
        }
    }
}
