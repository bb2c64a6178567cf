// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding: a byte that a URI must not contain becomes a percent sign and two hexadecimal digits. */
final class PercentCode {

    private static final String UNRESERVED = "/-._~";

    private PercentCode() {}

    /** Encodes bytes as a part of a URI. */
    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            boolean isPlain = each >= 'a' && each <= 'z'
                    || each >= 'A' && each <= 'Z'
                    || each >= '0' && each <= '9'
                    || UNRESERVED.indexOf(each) >= 0;
            if (isPlain) {
                text.append((char) each);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return text.toString();
    }

    /** Decodes a part of a URI, which {@code java.net.URI} has checked. */
    static byte[] decode(String part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.length());
        int plain = 0;
        for (int i = part.indexOf('%'); i >= 0; i = part.indexOf('%', plain)) {
            bytes.writeBytes(part.substring(plain, i).getBytes(StandardCharsets.UTF_8));
            bytes.write(HexFormat.fromHexDigits(part, i + 1, i + 3));
            plain = i + 3;
        }
        bytes.writeBytes(part.substring(plain).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
