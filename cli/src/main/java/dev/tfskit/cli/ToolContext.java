package dev.tfskit.cli;

import java.util.Objects;

/** The streams that a tool runs with, so that a test can give it others. */
public record ToolContext(StandardOutput output, Diagnostics diagnostics, Terminal terminal) {

    public ToolContext {
        Objects.requireNonNull(output);
        Objects.requireNonNull(diagnostics);
        Objects.requireNonNull(terminal);
    }
}
