// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * The streams of a tool, which a test can replace.
 *
 * @param input the stream that the command line can name as a source
 * @param output the stream for data
 * @param diagnostics the stream for messages
 * @param terminal which streams are terminals
 */
public record ToolContext(StandardInput input, StandardOutput output, Diagnostics diagnostics, Terminal terminal) {

    /** Checks that no part is null. */
    public ToolContext {
        Objects.requireNonNull(input);
        Objects.requireNonNull(output);
        Objects.requireNonNull(diagnostics);
        Objects.requireNonNull(terminal);
    }
}
