// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/** Memory that libfuse reads and writes, by address. */
final class NativeMemory {

    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private NativeMemory() {}

    /** New memory, filled with zeros, which stays for as long as the process does. */
    static long allocate(long bytes) {
        return MEMORY.allocateMemory(bytes, true);
    }

    /** Gives memory back. */
    static void free(long address) {
        MEMORY.freeMemory(address);
    }

    static void clear(long address, long bytes) {
        MEMORY.setMemory(address, bytes, (byte) 0);
    }

    static int getInt(long address) {
        return MEMORY.getInt(address);
    }

    static long getLong(long address) {
        return MEMORY.getLong(address);
    }

    static void putInt(long address, int value) {
        MEMORY.putInt(address, value);
    }

    static void putLong(long address, long value) {
        MEMORY.putLong(address, value);
    }

    static void putDouble(long address, double value) {
        MEMORY.putDouble(address, value);
    }

    static void putByte(long address, int value) {
        MEMORY.putByte(address, (byte) value);
    }

    static void putBytes(long address, byte[] bytes) {
        MEMORY.putByteArray(address, bytes, 0, bytes.length);
    }

    /** The bytes up to a NUL. */
    static byte[] text(long address) {
        return MEMORY.getZeroTerminatedByteArray(address);
    }

    static byte[] bytes(long address, int count) {
        byte[] bytes = new byte[count];
        MEMORY.getByteArray(address, bytes, 0, count);
        return bytes;
    }

    /** A text with a NUL behind it, in memory that stays for as long as the process does. */
    static long allocate(byte[] text) {
        long address = allocate(text.length + 1L);
        putBytes(address, text);
        return address;
    }

    /** A buffer over memory that somebody else owns; it may be used for as long as that one keeps it. */
    static ByteBuffer buffer(long address, int count) {
        return MEMORY.newDirectByteBuffer(address, count);
    }

    /** Where the bytes of a direct buffer begin. */
    static long address(ByteBuffer direct) {
        return MEMORY.getDirectBufferAddress(direct);
    }
}
