// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A range of another device, such as a partition. Offset 0 is the first byte of the range. Closing the slice closes the
 * whole device. Thread-safe.
 */
public final class DeviceSlice implements BlockDevice {

    private final BlockDevice whole;
    private final long start;
    private final long length;

    /**
     * Creates a slice.
     *
     * @param whole the device
     * @param start the offset of the first byte of the slice, in bytes from the start of the device; at least 0
     * @param length the length of the slice in bytes, at least 0
     * @throws IndexOutOfBoundsException when the slice is not inside the device
     * @throws IOException when the size of the device cannot be determined
     */
    public DeviceSlice(BlockDevice whole, long start, long length) throws IOException {
        Objects.checkFromIndexSize(start, length, whole.size());
        this.whole = whole;
        this.start = start;
        this.length = length;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        check(offset, target.remaining());
        whole.read(start + offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        check(offset, source.remaining());
        whole.write(start + offset, source);
    }

    @Override
    public void zero(long offset, long bytes) throws IOException {
        check(offset, bytes);
        whole.zero(start + offset, bytes);
    }

    @Override
    public void force() throws IOException {
        whole.force();
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }

    private void check(long offset, long bytes) throws EOFException {
        if (offset < 0 || bytes > length - offset) {
            throw new EOFException(this + " ends at byte " + length + ", but byte " + (offset + bytes - 1)
                    + " is needed; it is incomplete: copy it again");
        }
    }

    @Override
    public String toString() {
        return "the volume at byte " + start + " of " + whole;
    }
}
