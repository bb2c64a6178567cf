// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;
import java.util.Objects;

/**
 * At which of the standard streams a person sits.
 *
 * <p>The launcher tests this, where it costs nothing, and passes it on: {@link java.io.Console} looks at standard input
 * as well and loads a terminal library.
 *
 * @param input whether standard input is a terminal
 * @param output whether standard output is one
 * @param error whether standard error is one
 * @param styled whether output may have colours
 */
public record Terminal(boolean input, boolean output, boolean error, boolean styled) {

    /** Nobody looks: plain text and no progress. */
    public static final Terminal NONE = new Terminal(false, false, false, false);

    /**
     * Set by the launcher to those of {@code in}, {@code out} and {@code err} that are terminals, with commas between.
     */
    private static final String PROPERTY = "tfs.terminal";

    /** The streams of this process. */
    static Terminal ofProcess() {
        String streams = System.getProperty(PROPERTY, "");
        if (streams.isEmpty()) {
            return NONE;
        }
        List<String> names = List.of(streams.split(","));
        boolean output = names.contains("out");
        return new Terminal(names.contains("in"), output, names.contains("err"), output && wantsStyle());
    }

    private static boolean wantsStyle() {
        return Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty()
                && !"dumb".equals(System.getenv("TERM"));
    }
}
