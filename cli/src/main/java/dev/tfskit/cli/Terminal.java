package dev.tfskit.cli;

import java.util.List;
import java.util.Objects;

/**
 * Which of the standard streams a person looks at.
 *
 * <p>The launcher tests this, where it costs nothing, and passes it on: {@link java.io.Console} looks at
 * standard input as well and loads a terminal library.
 *
 * @param output whether standard output is a terminal
 * @param error whether standard error is one
 * @param styled whether output may have colours
 */
public record Terminal(boolean output, boolean error, boolean styled) {

    /** Nobody looks: plain text and no progress. */
    public static final Terminal NONE = new Terminal(false, false, false);

    /** Set by the launcher to {@code out}, {@code err} or {@code out,err}. */
    private static final String PROPERTY = "tfs.terminal";

    /** The streams of this process. */
    static Terminal ofProcess() {
        final String streams = System.getProperty(PROPERTY, "");
        if (streams.isEmpty()) {
            return NONE;
        }
        final List<String> names = List.of(streams.split(","));
        final boolean output = names.contains("out");
        return new Terminal(output, names.contains("err"), output && wantsStyle());
    }

    private static boolean wantsStyle() {
        return Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty()
                && !"dumb".equals(System.getenv("TERM"));
    }
}
