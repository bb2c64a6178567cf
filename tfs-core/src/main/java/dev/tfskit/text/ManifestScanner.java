// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the words of a manifest from left to right (docs/format.md, section 6.1). Not thread-safe. */
final class ManifestScanner {

    /** Stands for the character behind the last one. */
    static final int END = -1;

    private static final String BRACKETS = "()[]";
    private static final String NAME_ENDS = BRACKETS + ":|/";

    private final byte[] text;
    private int position;

    /** Creates a scanner at the start of a text, which is not copied. */
    ManifestScanner(byte[] text) {
        this.text = text;
    }

    /** Returns the offset of the next character. */
    int position() {
        return position;
    }

    /** Goes to an offset in the text. */
    void goTo(int offset) {
        position = offset;
    }

    /** Goes to the end of the text. */
    void goToEnd() {
        position = text.length;
    }

    /** Returns the next character, and stays before it. */
    int peek() {
        return position < text.length ? text[position] & 0xff : END;
    }

    /** Passes one character. */
    void pass() {
        position++;
    }

    boolean isAtEnd() {
        return peek() == END;
    }

    boolean isAtBracket() {
        return peek() != END && BRACKETS.indexOf(peek()) >= 0;
    }

    boolean isAtOpening() {
        return peek() == '(' || peek() == '[';
    }

    boolean isAtClosing() {
        return peek() == ')' || peek() == ']';
    }

    boolean isAtSpace() {
        int next = peek();
        return next == ' ' || next == '\t' || next == '\n' || next == '\r';
    }

    /** Returns whether a word could go on here: there is no space, no bracket and no end. */
    boolean isInWord() {
        return peek() != END && !isAtSpace() && !isAtBracket();
    }

    /** Passes white space and comments. */
    void skipSpace() {
        while (isAtSpace() || peek() == '#') {
            if (peek() == '#') {
                while (peek() != '\n' && peek() != END) {
                    position++;
                }
            } else {
                position++;
            }
        }
    }

    /** Reads a name without quotes; it may be empty. */
    byte[] readBareName() {
        return readBare(NAME_ENDS);
    }

    /** Reads a value without quotes; it may be empty. */
    byte[] readBareValue() {
        return readBare(BRACKETS);
    }

    private byte[] readBare(String terminators) {
        int start = position;
        while (peek() != END && !isAtSpace() && terminators.indexOf(peek()) < 0) {
            position++;
        }
        return Arrays.copyOfRange(text, start, position);
    }

    /** Reads the bytes between quotes; null when the closing quote is missing. */
    byte @Nullable [] readQuoted() {
        position++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (peek() != '"') {
            if (peek() == '\\') {
                position++;
            }
            if (peek() == END) {
                return null;
            }
            bytes.write(peek());
            position++;
        }
        position++;
        return bytes.toByteArray();
    }
}
