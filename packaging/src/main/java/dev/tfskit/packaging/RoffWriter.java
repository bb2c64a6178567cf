// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.packaging;

/**
 * Collects the lines of a manual page. Lines of text are escaped where roff would take them for one of its commands,
 * which it calls requests. Not thread-safe.
 */
final class RoffWriter {

    private final StringBuilder page = new StringBuilder();

    /** Returns text as roff prints it: backslashes and hyphens stand for themselves. */
    static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }

    /** Adds a line as it is: a request, or text that roff cannot take for one. */
    void line(String line) {
        page.append(line).append('\n');
    }

    /** Begins a paragraph, unless a heading has just begun one. */
    void paragraph() {
        int lastLine = page.lastIndexOf("\n", page.length() - 2) + 1;
        if (!page.substring(lastLine).matches("\\.S[HS] (?s:.*)")) {
            line(".PP");
        }
    }

    /** Adds lines of text that roff fills; a line may begin with a dot or a quote. */
    void text(String text) {
        for (String line : text.split("\n")) {
            String stripped = line.strip();
            if (!stripped.isEmpty()) {
                line(guard(stripped));
            }
        }
    }

    /** Adds a block whose lines stay as they are. */
    void verbatim(String block) {
        line(".RS 4");
        line(".nf");
        for (String line : block.stripTrailing().split("\n")) {
            line(guard(escape(line)));
        }
        line(".fi");
        line(".RE");
    }

    private static String guard(String line) {
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    /** Returns the page. */
    String text() {
        return page.toString();
    }
}
