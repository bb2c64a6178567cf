// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.HostError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells a file system that has no flush, or that is read-only and refuses it, from one whose flush fails. Stateless and
 * thread-safe.
 */
final class NoFlush {

    private static final Set<HostError> ERRORS =
            EnumSet.of(HostError.INVALID_ARGUMENT, HostError.NOT_SUPPORTED, HostError.READ_ONLY);

    private NoFlush() {}

    /** Returns whether the host has failed because it has no flush for such a file. */
    static boolean isReasonOf(IOException failure) {
        // A failure of a channel has its reason only as a message.
        return NamedFailure.of("", failure) instanceof FileSystemException named
                && ERRORS.stream().anyMatch(error -> error.isReasonOf(named));
    }
}
