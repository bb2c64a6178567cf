// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.cli.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Quotes bytes as one word of a POSIX shell. */
final class ShellWord {

    private static final String SAFE = "[A-Za-z0-9_@%+:,./-]+";

    private ShellWord() {}

    /** Returns the bytes, between single quotes if the shell would change them. */
    static byte[] of(byte[] bytes) {
        if (new String(bytes, StandardCharsets.ISO_8859_1).matches(SAFE)) {
            return bytes;
        }
        ByteArrayOutputStream word = new ByteArrayOutputStream(bytes.length + 2);
        word.write('\'');
        for (byte b : bytes) {
            if (b == '\'') {
                word.writeBytes("'\\''".getBytes(StandardCharsets.US_ASCII));
            } else {
                word.write(b);
            }
        }
        word.write('\'');
        return word.toByteArray();
    }

    /** Returns the word as text that is safe to show. */
    static String shown(byte[] bytes) {
        return Printable.of(new String(of(bytes), StandardCharsets.UTF_8));
    }
}
