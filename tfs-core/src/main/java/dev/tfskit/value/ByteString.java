// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Immutable bytes. TFS stores names and texts as bytes without a declared encoding, so this class keeps and compares
 * them as they are. {@link #toString()} is for messages. Two byte strings are equal when they are of the same class and
 * hold the same bytes.
 */
public abstract sealed class ByteString permits Symbol, Text {

    /** Strings of at least so many bytes have a hash that an image cannot foresee. */
    private static final int LONG_BYTES = 4096;

    /** Long strings that were found to be equal share one array from then on, so that they are compared once. */
    private byte[] bytes;

    private int hash;

    /**
     * The hash of long strings: a polynomial of their bytes at a random point, modulo a prime. An image can refer to
     * two strings of megabytes any number of times, and only strings of equal hash are compared byte by byte, once.
     */
    private static final class LongHash {

        private static final long PRIME = (1L << 31) - 1;
        private static final long POINT = ThreadLocalRandom.current().nextLong(1 << 20, PRIME);

        static int of(byte[] bytes) {
            long sum = 1;
            for (byte each : bytes) {
                sum = (sum * POINT + (each & 0xff)) % PRIME;
            }
            return (int) sum;
        }
    }

    /** Keeps the array without a copy; the factories of the subclasses copy arrays that callers may still change. */
    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Shares the bytes of another byte string. */
    ByteString(ByteString other) {
        this.bytes = other.bytes;
        this.hash = other.hash;
    }

    /**
     * Returns the number of bytes.
     *
     * @return the length in bytes
     */
    public final int length() {
        return bytes.length;
    }

    /**
     * Returns a byte.
     *
     * @param index the index, from 0 to length - 1
     * @return the byte, 0 to 255
     */
    public final int byteAt(int index) {
        return bytes[index] & 0xff;
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return a new array
     */
    public final byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Returns the bytes without a copy.
     *
     * @return a new read-only buffer
     */
    public final ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Copies all bytes.
     *
     * @param target the array to copy to
     * @param offset the index in {@code target} of the first byte
     */
    public final void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    /**
     * Returns whether a byte occurs.
     *
     * @param ascii the byte, as an ASCII character
     * @return true when it occurs
     */
    public final boolean contains(char ascii) {
        return indexOf(ascii) >= 0;
    }

    /**
     * Finds the first occurrence of a byte.
     *
     * @param ascii the byte, as an ASCII character
     * @return the index, or -1 when it does not occur
     */
    public final int indexOf(char ascii) {
        return indexOf(ascii, 0);
    }

    /**
     * Finds the first occurrence of a byte at or behind an index.
     *
     * @param ascii the byte, as an ASCII character
     * @param from the index where the search starts
     * @return the index, or -1 when it does not occur
     */
    public final int indexOf(char ascii, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == ascii) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Decodes the bytes as UTF-8, with U+FFFD for malformed bytes. Control characters stay as they are, so messages and
     * listings show {@link #quoted()} instead.
     *
     * @return the string
     */
    public final String decode() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Returns the bytes for messages and listings, in a form that cannot control a terminal. A string that is printable
     * UTF-8 is unchanged. Any other string is put between double quotes as a whole. In it, a double quote and a
     * backslash get a backslash in front, and three controls are written as {@code \n}, {@code \t} and {@code \r}. The
     * bytes of other controls, of characters that reorder or hide text, of private and unassigned characters, and
     * malformed bytes become octal escapes.
     *
     * @return the text
     */
    public final String quoted() {
        return Quoting.quote(bytes);
    }

    /**
     * Returns the bytes as {@link #quoted()} does, but of a long string only its start and its length. An image can
     * hold a string of gigabytes, and refer to it in as many places as it likes.
     *
     * @param mostBytes the most bytes that are shown, at least 0
     * @return the text
     */
    public final String quoted(int mostBytes) {
        return bytes.length <= mostBytes
                ? quoted()
                : Quoting.quote(Arrays.copyOf(bytes, mostBytes)) + "... (" + bytes.length + " bytes)";
    }

    /**
     * Returns whether the bytes are well-formed UTF-8.
     *
     * @return true when they are
     */
    public final boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** Compares two byte strings by their unsigned bytes, as {@code memcmp} does. */
    final int compareBytes(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** Returns whether another byte string is long, too, and begins with the same bytes as this one. */
    final boolean beginsAs(ByteString other) {
        return bytes.length >= LONG_BYTES
                && other.bytes.length >= LONG_BYTES
                && Arrays.equals(bytes, 0, LONG_BYTES, other.bytes, 0, LONG_BYTES);
    }

    @Override
    public final boolean equals(Object other) {
        return this == other
                || other instanceof ByteString that
                        && getClass() == that.getClass()
                        && bytes.length == that.bytes.length
                        && (bytes.length < LONG_BYTES ? Arrays.equals(bytes, that.bytes) : equalsLong(that));
    }

    private boolean equalsLong(ByteString other) {
        boolean isEqual = hashCode() == other.hashCode() && Arrays.equals(bytes, other.bytes);
        if (isEqual) {
            other.bytes = bytes;
        }
        return isEqual;
    }

    @Override
    public final int hashCode() {
        int h = hash;
        if (h == 0) {
            h = bytes.length < LONG_BYTES ? Arrays.hashCode(bytes) : LongHash.of(bytes);
            hash = h;
        }
        return h;
    }

    /** Returns the same as {@link #quoted()}. */
    @Override
    public final String toString() {
        return quoted();
    }
}
