// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * The streams that a tool runs with, so that a test can give it others.
 *
 * @param output takes the data
 * @param diagnostics takes the messages
 * @param terminal which of the two a person looks at
 */
public record ToolContext(StandardOutput output, Diagnostics diagnostics, Terminal terminal) {

    /** Nothing may be null. */
    public ToolContext {
        Objects.requireNonNull(output);
        Objects.requireNonNull(diagnostics);
        Objects.requireNonNull(terminal);
    }
}
