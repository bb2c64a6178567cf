// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.charset.StandardCharsets;

/**
 * A string value: raw bytes, by convention UTF-8 but not necessarily, and possibly empty. Stands for the strings of
 * version 5 and for the untyped buffers of older logs (docs/format.md, section 2.3).
 */
public final class Text extends ByteString implements Value {

    private Text(byte[] bytes) {
        super(bytes);
    }

    /** The value of a text, as UTF-8. */
    public static Text of(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A value of a copy of these bytes. */
    public static Text copyOf(byte[] bytes) {
        return new Text(bytes.clone());
    }

    /** A value that takes the array over; nobody may change it from now on. */
    public static Text wrap(byte[] bytes) {
        return new Text(bytes);
    }
}
