// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.charset.StandardCharsets;

/**
 * A string value: raw bytes, by convention UTF-8 but not necessarily, and possibly empty. It represents the strings of
 * version 5 and the untyped buffers of older logs (docs/format.md, section 2.3). Texts are ordered by their bytes, as
 * unsigned numbers. This class itself is comparable, not its superclass, for the reason that {@link Symbol} gives.
 */
public final class Text extends ByteString implements Value, Comparable<Text> {

    private final boolean isReference;

    private Text(byte[] bytes) {
        super(bytes);
        this.isReference = false;
    }

    private Text(Symbol symbol) {
        super(symbol);
        this.isReference = true;
    }

    /**
     * Returns the text of a string, as UTF-8.
     *
     * @param text the string
     * @return the text
     */
    public static Text of(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the text that a log holds as a reference to a symbol. Both share the bytes, so a log cannot make a long
     * symbol fill the memory by many references to it.
     *
     * @param symbol the symbol
     * @return the text
     */
    public static Text of(Symbol symbol) {
        return new Text(symbol);
    }

    /**
     * Returns the text of a copy of some bytes.
     *
     * @param bytes the bytes
     * @return the text
     */
    public static Text copyOf(byte[] bytes) {
        return new Text(bytes.clone());
    }

    /**
     * Returns the text of an array without a copy. The array must not change afterwards.
     *
     * @param bytes the bytes
     * @return the text
     */
    public static Text wrap(byte[] bytes) {
        return new Text(bytes);
    }

    /**
     * Returns whether a log holds this text only as a reference to a symbol. Each copy of such a text takes more bytes
     * than the log has for it.
     *
     * @return true for a text of {@link #of(Symbol)}
     */
    public boolean isReference() {
        return isReference;
    }

    @Override
    public int compareTo(Text other) {
        return compareBytes(other);
    }
}
