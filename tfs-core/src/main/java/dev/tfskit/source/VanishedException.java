// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.nio.file.FileSystemException;

/** Thrown when another process has removed or replaced a file after a source had listed it. */
public final class VanishedException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param file the name of the file, for messages
     * @param reason what happened to the file, for messages
     */
    public VanishedException(String file, String reason) {
        super(file, null, reason);
    }
}
