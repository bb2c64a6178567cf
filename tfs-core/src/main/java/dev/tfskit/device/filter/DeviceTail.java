// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.ResizableDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of another device from an offset to its end, such as the last partition of an image under construction. Both
 * always have the same end: if one becomes longer or shorter, so does the other. Closing the tail closes the whole
 * device. Thread-safe.
 */
public final class DeviceTail implements ResizableDevice {

    private final ResizableDevice whole;
    private final long start;

    /**
     * Creates a tail.
     *
     * @param whole the device; it may be shorter than {@code start}, and the tail is empty then
     * @param start the offset of the first byte of the tail, in bytes from the start of the device; at least 0
     * @throws IndexOutOfBoundsException when {@code start} is negative
     */
    public DeviceTail(ResizableDevice whole, long start) {
        if (start < 0) {
            throw new IndexOutOfBoundsException("negative start of a device tail: " + start);
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
            throw new EOFException(this + " ends at byte " + size + ", but byte " + (offset + target.remaining() - 1)
                    + " is needed; it is incomplete: copy it again");
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
    public boolean canGrow() {
        return whole.canGrow();
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }

    @Override
    public String toString() {
        return "the volume at byte " + start + " of " + whole;
    }
}
