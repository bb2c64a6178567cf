// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.io.IOException;

/**
 * Thrown when an archive or a container image cannot be used: it is damaged or incomplete, is no archive, needs a
 * feature that this library lacks, has an entry that no image can hold or no image for the platform, or cannot be
 * copied to a temporary file. The message states the reason and what to do.
 */
public final class ArchiveException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param archive the name of the archive in messages
     * @param problem the problem, its position, and what to do
     */
    public ArchiveException(String archive, String problem) {
        super(archive + ": " + problem);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param archive the name of the archive in messages
     * @param problem the problem, its position, and what to do
     * @param cause the exception of the host or the decompressor
     */
    public ArchiveException(String archive, String problem, Throwable cause) {
        super(archive + ": " + problem, cause);
    }
}
