// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Immutable bytes. TFS stores names and texts as bytes in no declared encoding, so nothing here converts them on the
 * way through; {@link #toString()} is for people. Two byte strings are equal when they are of the same class and hold
 * the same bytes.
 */
public abstract sealed class ByteString permits Symbol, Text {

    private final byte[] bytes;
    private int hash;

    /** Takes the array over without a copy; the subclasses' factories copy what callers may still change. */
    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Number of bytes. */
    public final int length() {
        return bytes.length;
    }

    /** The byte at {@code index} as 0 to 255. */
    public final int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /** A copy of the bytes. */
    public final byte[] toByteArray() {
        return bytes.clone();
    }

    /** The bytes, as a read-only buffer without a copy. */
    public final ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Copies all bytes into {@code target} from {@code offset} on. */
    public final void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    /** Whether the given byte occurs. */
    public final boolean contains(char ascii) {
        return indexOf(ascii) >= 0;
    }

    /** Index of the first such byte, or -1. */
    public final int indexOf(char ascii) {
        return indexOf(ascii, 0);
    }

    /** Index of the first such byte at or behind {@code from}, or -1. */
    public final int indexOf(char ascii, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == ascii) {
                return i;
            }
        }
        return -1;
    }

    /** The bytes as UTF-8, with U+FFFD for what is not. For display of what is known to be text. */
    public final String decode() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * For messages and listings: the text as it is when it is printable UTF-8, otherwise between double quotes with
     * {@code \n}, {@code \t}, {@code \"}, {@code \\} and octal escapes for every byte that is a control character or no
     * UTF-8, so that no name can drive a terminal.
     */
    public final String quoted() {
        return Quoting.quote(bytes);
    }

    /** Whether the bytes are valid UTF-8. */
    public final boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** The order of two byte strings by their unsigned bytes, as {@code memcmp} has it. */
    final int compareBytes(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other
                || other instanceof ByteString that
                        && getClass() == that.getClass()
                        && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public final int hashCode() {
        int h = hash;
        if (h == 0) {
            h = Arrays.hashCode(bytes);
            hash = h;
        }
        return h;
    }

    /** The same as {@link #quoted()}. */
    @Override
    public final String toString() {
        return quoted();
    }
}
