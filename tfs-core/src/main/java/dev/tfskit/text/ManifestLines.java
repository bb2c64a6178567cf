// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Quoting;
import java.util.Arrays;

/** Turns offsets in a text into lines and columns, and shows the line around an offset. Immutable. */
final class ManifestLines {

    /** The most characters of a line that are shown before the offset; the rest is cut. */
    private static final int MOST_BEFORE = 60;

    /** The most characters of a line that are shown from the offset on; the rest is cut. */
    private static final int MOST_BEHIND = 40;

    private static final String CUT = "...";

    private final byte[] text;
    private final String name;

    /**
     * Creates the lines of a text.
     *
     * @param text the bytes of the text; not copied
     * @param name the name of the text, for messages; may be empty
     */
    ManifestLines(byte[] text, String name) {
        this.text = text;
        this.name = name;
    }

    /** Makes a fault at the byte at an offset, or at the end of the text. */
    ManifestFault fault(int offset, String problem) {
        int start = lineStart(offset);
        int column = 1 + characters(start, offset);
        String place = name.isEmpty()
                ? "line " + lineOf(offset) + ", column " + column
                : name + ":" + lineOf(offset) + ":" + column;
        return new ManifestFault(place, problem, excerpt(start, offset));
    }

    /** Returns the number of the line that holds the byte at an offset, from 1. */
    int lineOf(int offset) {
        int line = 1;
        for (int at = 0; at < offset; at++) {
            if (text[at] == '\n') {
                line++;
            }
        }
        return line;
    }

    /** Returns the character that begins at an offset, quoted so that a terminal can show it. */
    String character(int offset) {
        byte[] character = Arrays.copyOfRange(text, offset, offset + characterLength(offset));
        String quoted = Quoting.quote(character);
        return quoted.length() > 1 && quoted.charAt(0) == '"' ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    private int lineStart(int offset) {
        int start = offset;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private int lineEnd(int offset) {
        int end = offset;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end > offset && text[end - 1] == '\r' ? end - 1 : end;
    }

    private int characters(int start, int end) {
        int count = 0;
        for (int at = start; at < end; at++) {
            if (!isContinuation(at)) {
                count++;
            }
        }
        return count;
    }

    private boolean isContinuation(int at) {
        return (text[at] & 0xc0) == 0x80;
    }

    private int characterLength(int offset) {
        return Math.max(1, Quoting.utf8Length(text, offset));
    }

    /** Returns the line with a caret below; nothing for an empty line, as behind the end of the text. */
    private String excerpt(int lineStart, int offset) {
        int lineEnd = lineEnd(offset);
        if (lineStart == lineEnd) {
            return "";
        }
        int from = offset;
        for (int i = 0; i < MOST_BEFORE && from > lineStart; i++) {
            from--;
            while (from > lineStart && isContinuation(from)) {
                from--;
            }
        }
        StringBuilder line = new StringBuilder(from > lineStart ? CUT : "");
        int at = from;
        while (at < offset) {
            at += show(at, line);
        }
        int caret = line.length();
        for (int i = 0; i < MOST_BEHIND && at < lineEnd; i++) {
            at += show(at, line);
        }
        return line.append(at < lineEnd ? CUT : "")
                .append('\n')
                .repeat(" ", caret)
                .append('^')
                .toString();
    }

    /**
     * Appends a character and returns its length in bytes. A tab becomes one blank, so that the caret stands under its
     * column.
     */
    private int show(int at, StringBuilder line) {
        line.append(text[at] == '\t' ? " " : character(at));
        return characterLength(at);
    }
}
