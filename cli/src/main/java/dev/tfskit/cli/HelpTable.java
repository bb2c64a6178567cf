// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.List;

/**
 * The columns of a help: the short name, the other names and the description, which is broken between words. Names that
 * are too long for their column have a line of their own.
 */
final class HelpTable {

    /** The width of a help. */
    static final int COLUMNS = 80;

    /** Longer names do not widen their column. */
    private static final int LONGEST_NAME = 20;

    private static final String MARGIN = "  ";
    private static final int SHORT_NAME_WIDTH = 2;
    private static final int SEPARATOR_WIDTH = 1;
    private static final int NAMES_COLUMN = MARGIN.length() + SHORT_NAME_WIDTH + SEPARATOR_WIDTH + 1;
    private static final int GAP = 3;
    private static final int CONTINUATION = 2;

    private final StringBuilder text;
    private final int descriptionColumn;

    /**
     * Creates columns for all rows of a help.
     *
     * @param text receives the lines
     * @param rows all rows; the longest name among them sets the width of its column
     */
    HelpTable(StringBuilder text, List<HelpRow> rows) {
        this.text = text;
        int longest = 0;
        for (HelpRow row : rows) {
            int width = row.rest().width();
            if (width <= LONGEST_NAME) {
                longest = Math.max(longest, width);
            }
        }
        this.descriptionColumn = NAMES_COLUMN + longest + GAP;
    }

    /** Appends rows. */
    void add(List<HelpRow> rows) {
        for (HelpRow row : rows) {
            add(row);
        }
    }

    private void add(HelpRow row) {
        text.append(MARGIN).append(row.shortName().shown());
        pad(SHORT_NAME_WIDTH - row.shortName().width());
        text.append(row.separator());
        pad(SEPARATOR_WIDTH - row.separator().length());
        int column = NAMES_COLUMN - 1;
        // A value directly behind a short name needs no blank.
        if (!row.separator().equals("=")) {
            text.append(' ');
            column++;
        }
        text.append(row.rest().shown());
        column += row.rest().width();
        if (column < descriptionColumn) {
            pad(descriptionColumn - column);
        } else {
            text.append('\n');
            pad(descriptionColumn);
        }
        wrap(text, row.description(), descriptionColumn, descriptionColumn + CONTINUATION);
    }

    /**
     * Appends a text in lines of at most {@link #COLUMNS}, broken behind blanks.
     *
     * @param text receives the lines
     * @param words the text
     * @param column the column at which the first line begins; what is before it is there already
     * @param next the column at which the other lines begin
     */
    static void wrap(StringBuilder text, String words, int column, int next) {
        int at = column;
        int start = 0;
        while (start < words.length()) {
            int blank = words.indexOf(' ', start);
            int end = blank < 0 ? words.length() : blank + 1;
            // The blank behind a word counts, as if the line went on.
            if (at + end - start > COLUMNS && at > column) {
                text.setLength(text.length() - 1);
                text.append('\n').repeat(' ', next);
                at = next;
            }
            text.append(words, start, end);
            at += end - start;
            start = end;
        }
        text.append('\n');
    }

    private void pad(int columns) {
        text.repeat(' ', columns);
    }
}
