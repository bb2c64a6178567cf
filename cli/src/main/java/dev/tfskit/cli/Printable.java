// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/**
 * Makes text safe to print. A name from an image may hold escape sequences that control the terminal, line ends that
 * forge a second message, or characters that reverse the order of the text.
 */
public final class Printable {

    private Printable() {}

    /** Returns the text with control and direction characters as escapes such as {@code \x1b}. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return escape(text, i);
            }
        }
        return text;
    }

    private static String escape(String text, int firstUnsafe) {
        StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, firstUnsafe);
        for (int i = firstUnsafe; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                appendEscape(escaped, c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static void appendEscape(StringBuilder to, char c) {
        switch (c) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                boolean ascii = c < 0x80;
                to.append(ascii ? "\\x" : "\\u");
                for (int shift = ascii ? 4 : 12; shift >= 0; shift -= 4) {
                    to.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
    }

    private static boolean isUnsafe(char c) {
        return c < 0x20
                || c >= 0x7f && c < 0xa0
                || c == 0x061c // Arabic letter mark
                || c >= 0x200e && c <= 0x200f // direction marks
                || c >= 0x2028 && c <= 0x202e // line and paragraph ends, embeddings, overrides
                || c >= 0x2066 && c <= 0x2069; // isolates
    }
}
