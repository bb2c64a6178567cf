// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown when another program has a file open for writing and holds no lock on it, or does not hold it yet. */
final class UnlockedWriterException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param file the file that cannot be opened
     * @param reason the rest of the sentence that begins with the file's path
     */
    UnlockedWriterException(Path file, String reason) {
        super(file.toString(), null, reason);
    }
}
