// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import java.util.Objects;

/**
 * Which of the standard streams are terminals, and whether output has colours.
 *
 * <p>The launcher tests the streams, which takes no time there, and passes the results on. {@link System#console} tests
 * only input and output together, and never standard error.
 *
 * @param input whether standard input is a terminal
 * @param output whether standard output is a terminal
 * @param error whether standard error is a terminal that can replace a line
 * @param styled whether output may have colours
 */
public record Terminal(boolean input, boolean output, boolean error, boolean styled) {

    /** No terminals: plain text and no progress. */
    public static final Terminal NONE = new Terminal(false, false, false, false);

    /**
     * A property that the launcher sets to the terminals among {@code in}, {@code out} and {@code err}, with commas
     * between.
     */
    private static final String PROPERTY = "tfs.terminal";

    /** Returns the terminals of this process. */
    static Terminal ofProcess() {
        String streams = System.getProperty(PROPERTY, "");
        if (streams.isEmpty()) {
            return NONE;
        }
        List<String> names = List.of(streams.split(","));
        boolean output = names.contains("out");
        // A dumb terminal cannot clear a line, so it is none for what is drawn on standard error.
        boolean error = names.contains("err") && !isDumb();
        return new Terminal(names.contains("in"), output, error, output && wantsStyle());
    }

    /** Returns the same terminals with colours as the command line wants them. */
    Terminal withColor(ColorMode mode) {
        return switch (mode) {
            case AUTO -> this;
            case ALWAYS -> new Terminal(input, output, error, true);
            case NEVER -> new Terminal(input, output, error, false);
        };
    }

    /**
     * Refuses to send a file to the screen.
     *
     * @throws UsageException when standard output is a terminal
     */
    public void demandRedirectedOutput() throws UsageException {
        if (output) {
            throw new UsageException("standard output is a terminal; send it into a file or a pipe");
        }
    }

    private static boolean wantsStyle() {
        return Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty() && !isDumb();
    }

    private static boolean isDumb() {
        return "dumb".equals(System.getenv("TERM"));
    }
}
