// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.charset.StandardCharsets;

/** Makes bytes safe to print: see {@link ByteString#quoted()}. */
public final class Quoting {

    private Quoting() {}

    /**
     * Makes bytes safe to print, as {@link ByteString#quoted()} describes.
     *
     * @param bytes the bytes
     * @return the text
     */
    public static String quote(byte[] bytes) {
        if (isPlainAscii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return isShowable(bytes) ? new String(bytes, StandardCharsets.UTF_8) : quoteAlways(bytes);
    }

    /**
     * Puts bytes between double quotes, with escapes as {@link ByteString#quoted()} describes.
     *
     * @param bytes the bytes
     * @return the text, which is another one for other bytes
     */
    public static String quoteAlways(byte[] bytes) {
        StringBuilder quoted = new StringBuilder(bytes.length + 16).append('"');
        int length;
        for (int at = 0; at < bytes.length; at += Math.max(1, length)) {
            length = utf8Length(bytes, at);
            if (length == 0) {
                octal(quoted, bytes[at]);
            } else if (isShowable(codePoint(bytes, at, length))) {
                if (bytes[at] == '"' || bytes[at] == '\\') {
                    quoted.append('\\');
                }
                quoted.appendCodePoint(codePoint(bytes, at, length));
            } else {
                escape(quoted, bytes, at, length);
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean isPlainAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShowable(byte[] bytes) {
        int length;
        for (int at = 0; at < bytes.length; at += length) {
            length = utf8Length(bytes, at);
            if (length == 0 || !isShowable(codePoint(bytes, at, length))) {
                return false;
            }
        }
        return true;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0);
    }

    private static void escape(StringBuilder out, byte[] bytes, int at, int length) {
        switch (bytes[at]) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                for (int i = at; i < at + length; i++) {
                    octal(out, bytes[i]);
                }
            }
        }
    }

    /** Control characters, and format characters that reorder or hide text, are escaped. */
    private static boolean isShowable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }

    private static void octal(StringBuilder out, byte b) {
        out.append('\\')
                .append((char) ('0' + ((b >> 6) & 3)))
                .append((char) ('0' + ((b >> 3) & 7)))
                .append((char) ('0' + (b & 7)));
    }

    /**
     * Measures the well-formed UTF-8 sequence at an index.
     *
     * @param bytes the text
     * @param at the index of the first byte
     * @return the length in bytes, 1 to 4; 0 when no well-formed sequence begins there
     */
    public static int utf8Length(byte[] bytes, int at) {
        int lead = bytes[at] & 0xff;
        int length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0 || at + length > bytes.length) {
            return 0;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = length > 2 ? bytes[at + 1] & 0xff : 0;
        boolean overlongOrOutside = lead == 0xe0 && second < 0xa0
                || lead == 0xed && second > 0x9f
                || lead == 0xf0 && second < 0x90
                || lead == 0xf4 && second > 0x8f;
        return overlongOrOutside ? 0 : length;
    }
}
