// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.io.IOException;

/** An archive cannot be read: it is damaged, incomplete, or asks for what cannot be. */
public final class ArchiveException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * A problem.
     *
     * @param archive its name in messages
     * @param problem what is the matter, where, and what to do
     */
    public ArchiveException(String archive, String problem) {
        super(archive + ": " + problem);
    }

    /**
     * A problem with a cause.
     *
     * @param archive its name in messages
     * @param problem what is the matter, where, and what to do
     * @param cause what went wrong below
     */
    public ArchiveException(String archive, String problem, Throwable cause) {
        super(archive + ": " + problem, cause);
    }
}
