// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * The streams of a tool, which a test can replace.
 *
 * @param output the stream for data
 * @param diagnostics the stream for messages
 * @param terminal which streams are terminals
 */
public record ToolContext(StandardOutput output, Diagnostics diagnostics, Terminal terminal) {

    /** Checks that no part is null. */
    public ToolContext {
        Objects.requireNonNull(output);
        Objects.requireNonNull(diagnostics);
        Objects.requireNonNull(terminal);
    }
}
