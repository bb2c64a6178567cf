// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/**
 * Paths as bytes and as strings. UTF-8 becomes the characters that it stands for. Each byte that is not part of
 * well-formed UTF-8 becomes one char from U+DC80 to U+DCFF, which is 0xDC00 plus the byte; such a char alone is not a
 * character, so no other path has the same string. Python's file names work in the same way (PEP 383).
 */
final class NameText {

    private static final int ESCAPE = 0xDC00;
    private static final int FIRST_ESCAPED = 0x80;
    private static final int LAST_ESCAPED = 0xFF;

    private NameText() {}

    /** Returns the string of any bytes. */
    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        // No byte becomes more than one char.
        CharBuffer target = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(source, target, true);
            if (!result.isError()) {
                return target.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                target.put((char) (ESCAPE + (source.get() & LAST_ESCAPED)));
            }
        }
    }

    /**
     * Returns the bytes of a string.
     *
     * @throws InvalidPathException when it contains a NUL, or half of a surrogate pair that does not stand for a byte
     */
    static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '\0') {
                throw new InvalidPathException(text, "a path cannot contain a NUL");
            }
            if (!Character.isSurrogate(unit)) {
                continue;
            }
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            int escaped = unit - ESCAPE;
            if (escaped < FIRST_ESCAPED || escaped > LAST_ESCAPED) {
                throw new InvalidPathException(text, "an unpaired surrogate at index " + i);
            }
            bytes.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
            bytes.write(escaped);
            plain = i + 1;
        }
        bytes.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
