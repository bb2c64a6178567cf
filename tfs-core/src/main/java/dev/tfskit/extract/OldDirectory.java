// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory of the host in whose place an entry is to be made.
 *
 * @param path a path that leads to it
 */
record OldDirectory(Path path) {

    /** Throws {@link DirectoryNotEmptyException} when it has entries. */
    void demandIsEmpty() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            if (entries.iterator().hasNext()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
