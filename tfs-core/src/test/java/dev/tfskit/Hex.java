// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes bytes by hand: hexadecimal digits, and ASCII text between single quotes, with blanks anywhere but in a text.
 */
public final class Hex {

    private Hex() {}

    /** The bytes that a text such as {@code "02 44 44 8808 'children'"} describes. */
    public static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String word : text.strip().split("\\s+")) {
            bytes.writeBytes(
                    word.startsWith("'")
                            ? word.substring(1, word.length() - 1).getBytes(StandardCharsets.US_ASCII)
                            : HexFormat.of().parseHex(word));
        }
        return bytes.toByteArray();
    }
}
