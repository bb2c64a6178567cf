// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/** How the help shows names: in the colours of a terminal, or as plain text. */
enum HelpColors {

    /** No escape sequences. */
    NONE,
    /** Escape sequences of a terminal. */
    TERMINAL;

    private static final String BOLD = "\u001b[1m";
    private static final String ITALIC = "\u001b[3m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    static HelpColors of(Terminal terminal) {
        return terminal.styled() ? TERMINAL : NONE;
    }

    /** Returns the name of a tool. */
    StyledText tool(String name) {
        return styled(BOLD, name);
    }

    /** Returns the name of an option or operand. */
    StyledText name(String name) {
        return styled(YELLOW, name);
    }

    /** Returns the name of a value that an option takes. */
    StyledText value(String name) {
        return styled(ITALIC, name);
    }

    private StyledText styled(String sequence, String text) {
        return this == NONE || text.isEmpty()
                ? StyledText.plain(text)
                : new StyledText(sequence + text + RESET, text.length());
    }
}
