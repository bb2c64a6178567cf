// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import dev.tfskit.value.ByteString;
import java.util.Arrays;

/** A growing array of encoded bytes. Not thread safe. */
public final class Output {

    private byte[] bytes = new byte[256];
    private int size;

    /** An empty output. */
    public Output() {}

    /** Appends the low eight bits. */
    public void write(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Appends all bytes. */
    public void write(ByteString text) {
        room(text.length());
        text.copyTo(bytes, size);
        size += text.length();
    }

    /** Appends all that another output holds. */
    public void write(Output other) {
        write(other.bytes, 0, other.size);
    }

    /** Appends {@code length} bytes of an array. */
    public void write(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Number of bytes written so far. */
    public int size() {
        return size;
    }

    /** Forgets all bytes and keeps the room they had. */
    public void clear() {
        size = 0;
    }

    /** The array behind; its first {@link #size()} bytes are the output, until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(needed, bytes.length * 2L)));
        }
    }
}
