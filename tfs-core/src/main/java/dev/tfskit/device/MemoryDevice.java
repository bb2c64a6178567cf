// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A device in memory, of at most 2 GiB. Thread-safe. */
public final class MemoryDevice implements ResizableDevice {

    private byte[] bytes;
    private int size;

    /** Creates an empty device. */
    public MemoryDevice() {
        this(new byte[0]);
    }

    /**
     * Creates a device with the given content.
     *
     * @param bytes the content; the device owns the array from now on
     */
    public MemoryDevice(byte[] bytes) {
        this.bytes = bytes;
        this.size = bytes.length;
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized void read(long offset, ByteBuffer target) throws IOException {
        if (offset < 0 || target.remaining() > size - offset) {
            throw new EOFException("the device ends at byte " + size + ", but byte " + (offset + target.remaining() - 1)
                    + " is needed");
        }
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public synchronized void write(long offset, ByteBuffer source) throws IOException {
        resize(Math.max(size, Math.addExact(offset, source.remaining())));
        source.get(bytes, (int) offset, source.remaining());
    }

    @Override
    public void force() {
        // There is no storage behind the memory.
    }

    @Override
    public synchronized void resize(long newSize) throws IOException {
        if (newSize > Integer.MAX_VALUE - 16) {
            throw new IOException("a device in memory cannot have " + newSize + " bytes");
        }
        if (newSize > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(newSize, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16)));
        } else if (newSize < size) {
            Arrays.fill(bytes, (int) newSize, size, (byte) 0);
        }
        size = (int) newSize;
    }

    /**
     * Returns the content.
     *
     * @return a copy of all bytes
     */
    public synchronized byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void close() {
        // No resource is held.
    }

    @Override
    public String toString() {
        return "memory";
    }
}
