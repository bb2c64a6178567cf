package dev.tfskit.value;

import java.io.IOException;

/** A text that is no manifest. The message names line and column and what was expected there. */
public final class ManifestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;

    /**
     * A fault at one place of the text.
     *
     * @param line from 1
     * @param column in characters, from 1
     * @param problem what is there or what was expected
     */
    public ManifestException(final int line, final int column, final String problem) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column in characters, from 1. */
    public int column() {
        return column;
    }

    /** What was found or expected, without the place. */
    public String problem() {
        return problem;
    }
}
