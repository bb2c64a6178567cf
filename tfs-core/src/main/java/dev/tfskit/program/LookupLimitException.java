// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import java.nio.file.FileSystemException;

/**
 * Thrown when what a program needs cannot be looked up within the limits that keep hostile trees from taking all time
 * or memory. The program may run all the same.
 */
final class LookupLimitException extends FileSystemException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param file the file or path that leads beyond a limit
     * @param reason the limit, and what to do
     */
    LookupLimitException(String file, String reason) {
        super(file, null, reason);
    }
}
