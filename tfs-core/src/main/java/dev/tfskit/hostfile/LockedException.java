// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Thrown when another program holds the lock of a file. */
public final class LockedException extends FileSystemException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param file the locked file
     * @param reason the rest of the sentence that begins with the file's path
     */
    public LockedException(Path file, String reason) {
        super(file.toString(), null, reason);
    }
}
