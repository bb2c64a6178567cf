// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * A command that users of a tool often run, for its help. Immutable.
 *
 * @param command the command as it is typed
 * @param effect what it does, as a short phrase
 */
public record Example(String command, String effect) {

    /** Checks that no part is null. */
    public Example {
        Objects.requireNonNull(command);
        Objects.requireNonNull(effect);
    }
}
