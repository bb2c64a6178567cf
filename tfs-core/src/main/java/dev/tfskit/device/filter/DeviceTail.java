// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.ResizableDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * All of another device from a byte on, such as the last partition of an image that is being made: it grows with the
 * device, and the device with it. Closing it closes the whole device. Thread safe.
 */
public final class DeviceTail implements ResizableDevice {

    private final ResizableDevice whole;
    private final long start;

    /**
     * The bytes of a device from {@code start} on.
     *
     * @param whole the device, which may still be shorter
     * @param start its first byte that belongs to the tail
     * @throws IndexOutOfBoundsException when that is negative
     */
    public DeviceTail(ResizableDevice whole, long start) {
        if (start < 0) {
            throw new IndexOutOfBoundsException("no device has a byte " + start);
        }
        this.whole = whole;
        this.start = start;
    }

    @Override
    public long size() throws IOException {
        return Math.max(0, whole.size() - start);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long size = size();
        if (offset < 0 || target.remaining() > size - offset) {
            throw new EOFException(
                    this + " ends at byte " + size + ", but byte " + (offset + target.remaining() - 1) + " is needed");
        }
        whole.read(start + offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        if (offset < 0) {
            throw new EOFException(this + " has no byte " + offset);
        }
        whole.write(Math.addExact(start, offset), source);
    }

    @Override
    public void force() throws IOException {
        whole.force();
    }

    @Override
    public void resize(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative size: " + bytes);
        }
        whole.resize(Math.addExact(start, bytes));
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }

    @Override
    public String toString() {
        return whole + " from byte " + start;
    }
}
