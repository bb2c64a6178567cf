// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.ByteString;
import java.util.Arrays;

/** A growing array of encoded bytes. Not thread-safe. */
public final class Output {

    private byte[] bytes = new byte[256];
    private int size;

    /** Creates an empty output. */
    public Output() {}

    /**
     * Appends one byte.
     *
     * @param value the byte, in the low eight bits
     */
    public void write(int value) {
        ensureRoom(1);
        bytes[size++] = (byte) value;
    }

    /**
     * Appends a byte string.
     *
     * @param text the bytes
     */
    public void write(ByteString text) {
        ensureRoom(text.length());
        text.copyTo(bytes, size);
        size += text.length();
    }

    /**
     * Appends the content of another output.
     *
     * @param other the other output
     */
    public void write(Output other) {
        write(other.bytes, 0, other.size);
    }

    /**
     * Appends a range of an array.
     *
     * @param source the array
     * @param from the index of the first byte
     * @param length the number of bytes
     */
    public void write(byte[] source, int from, int length) {
        ensureRoom(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /**
     * Returns the number of bytes written.
     *
     * @return the number of bytes
     */
    public int size() {
        return size;
    }

    /** Discards the content but keeps the array. */
    public void clear() {
        size = 0;
    }

    /**
     * Returns the array behind this output. Its first {@link #size()} bytes are the content; the next write may replace
     * the array.
     *
     * @return the array, not a copy
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Returns the content.
     *
     * @return a copy of the bytes
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensureRoom(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(needed, bytes.length * 2L)));
        }
    }
}
