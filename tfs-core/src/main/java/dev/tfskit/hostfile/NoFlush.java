// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import dev.tfskit.posix.HostError;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells a file system that has no flush from one whose flush fails. Stateless and thread-safe. */
final class NoFlush {

    private static final Set<HostError> ERRORS = EnumSet.of(HostError.INVALID_ARGUMENT, HostError.NOT_SUPPORTED);

    private NoFlush() {}

    /** Returns whether the text of the host says that it has no flush for such a file. */
    static boolean isReason(@Nullable String reason) {
        return Optional.ofNullable(reason)
                .flatMap(HostError::of)
                .filter(ERRORS::contains)
                .isPresent();
    }
}
