package dev.tfskit.fuse;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/** Memory that libfuse reads and writes, by address. */
final class NativeMemory {

    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private NativeMemory() {}

    /** New memory, filled with zeros, which stays for as long as the process does. */
    static long allocate(final long bytes) {
        return MEMORY.allocateMemory(bytes, true);
    }

    /** Gives memory back. */
    static void free(final long address) {
        MEMORY.freeMemory(address);
    }

    static void clear(final long address, final long bytes) {
        MEMORY.setMemory(address, bytes, (byte) 0);
    }

    static int getInt(final long address) {
        return MEMORY.getInt(address);
    }

    static long getLong(final long address) {
        return MEMORY.getLong(address);
    }

    static void putInt(final long address, final int value) {
        MEMORY.putInt(address, value);
    }

    static void putLong(final long address, final long value) {
        MEMORY.putLong(address, value);
    }

    static void putDouble(final long address, final double value) {
        MEMORY.putDouble(address, value);
    }

    static void putByte(final long address, final int value) {
        MEMORY.putByte(address, (byte) value);
    }

    static void putBytes(final long address, final byte[] bytes) {
        MEMORY.putByteArray(address, bytes, 0, bytes.length);
    }

    /** The bytes up to a NUL. */
    static byte[] text(final long address) {
        return MEMORY.getZeroTerminatedByteArray(address);
    }

    static byte[] bytes(final long address, final int count) {
        final byte[] bytes = new byte[count];
        MEMORY.getByteArray(address, bytes, 0, count);
        return bytes;
    }

    /** A text with a NUL behind it, in memory that stays for as long as the process does. */
    static long allocate(final byte[] text) {
        final long address = allocate(text.length + 1L);
        putBytes(address, text);
        return address;
    }

    /** A buffer over memory that somebody else owns; it may be used for as long as that one keeps it. */
    static ByteBuffer buffer(final long address, final int count) {
        return MEMORY.newDirectByteBuffer(address, count);
    }

    /** Where the bytes of a direct buffer begin. */
    static long address(final ByteBuffer direct) {
        return MEMORY.getDirectBufferAddress(direct);
    }
}
