// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.host;

import dev.tfskit.posix.HostError;
import dev.tfskit.source.VanishedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Optional;

/**
 * Recognises the errors of a host by which a reader of a tree learns that another process has removed or replaced an
 * entry since the reader listed it. Stateless.
 */
final class Disappearance {

    private static final String REMOVED = "was removed while the tree was read; left out";
    private static final String REPLACED = "was replaced while the tree was read; left out";

    private Disappearance() {}

    /** Returns the message about the entry; empty when the error has another cause. */
    static Optional<String> of(FileSystemException error) {
        if (error instanceof VanishedException) {
            return Optional.ofNullable(error.getReason());
        }
        if (error instanceof NoSuchFileException) {
            return Optional.of(REMOVED);
        }
        if (error instanceof NotDirectoryException
                || error instanceof NotLinkException
                || error instanceof FileSystemLoopException) {
            return Optional.of(REPLACED);
        }
        String reason = error.getReason();
        if (reason == null) {
            return Optional.empty();
        }
        if (HostError.STALE.isStartOf(reason)) {
            return Optional.of(REMOVED);
        }
        // The JDK adds a remark of its own to the text of ELOOP.
        return HostError.NOT_A_DIRECTORY.isStartOf(reason) || HostError.TOO_MANY_LINKS.isStartOf(reason)
                ? Optional.of(REPLACED)
                : Optional.empty();
    }

    /** Returns the error for an entry whose kind has changed since the source listed it. */
    static VanishedException replaced(String file) {
        return new VanishedException(file, REPLACED);
    }
}
