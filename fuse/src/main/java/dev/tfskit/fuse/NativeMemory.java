// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/** Access to native memory by address, for the structures that libfuse reads and writes. */
final class NativeMemory {

    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private NativeMemory() {}

    /** Allocates memory that is filled with zeros. Only {@link #free} frees it. */
    static long allocate(long bytes) {
        return MEMORY.allocateMemory(bytes, true);
    }

    /** Frees memory. */
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

    /** Returns the bytes up to a NUL. */
    static byte[] text(long address) {
        return MEMORY.getZeroTerminatedByteArray(address);
    }

    static byte[] bytes(long address, int count) {
        byte[] bytes = new byte[count];
        MEMORY.getByteArray(address, bytes, 0, count);
        return bytes;
    }

    /** Copies a text, with a NUL at its end, to memory that is never freed. */
    static long allocate(byte[] text) {
        long address = allocate(text.length + 1L);
        MEMORY.putByteArray(address, text, 0, text.length);
        return address;
    }

    /** Returns a buffer over memory of another owner; valid only as long as the owner keeps the memory. */
    static ByteBuffer buffer(long address, int count) {
        return MEMORY.newDirectByteBuffer(address, count);
    }

    /** Returns the address of the bytes of a direct buffer. */
    static long address(ByteBuffer direct) {
        return MEMORY.getDirectBufferAddress(direct);
    }
}
