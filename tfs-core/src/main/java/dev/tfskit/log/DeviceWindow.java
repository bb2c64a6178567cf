// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A read buffer of 256 KiB over a device, so that a log is read in large pieces. Offsets are in bytes from the start of
 * the volume. Not thread-safe.
 */
final class DeviceWindow {

    private static final int WINDOW_BYTES = 256 << 10;

    private final BlockDevice device;
    private final long deviceBytes;
    private final byte[] bytes;
    private long start;
    private int length;

    DeviceWindow(BlockDevice device) throws IOException {
        this.device = device;
        this.deviceBytes = device.size();
        this.bytes = new byte[(int) Math.min(WINDOW_BYTES, deviceBytes)];
    }

    long deviceBytes() {
        return deviceBytes;
    }

    /** Returns the buffer; each {@link #moveTo} may change its content. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Makes the window hold at least the byte at {@code offset}.
     *
     * @return the index of that byte in {@link #bytes()}
     */
    int moveTo(long offset) throws IOException {
        if (offset < start || offset >= start + length) {
            int count = (int) Math.min(bytes.length, deviceBytes - offset);
            length = 0;
            start = offset;
            length = fill(count);
        }
        return (int) (offset - start);
    }

    /**
     * Reads {@code count} bytes at once. If that fails, reads block by block up to the first block that fails: the
     * window reaches beyond the requested byte and may reach beyond the log. Throws only if the first block cannot be
     * read.
     */
    private int fill(int count) throws IOException {
        try {
            read(0, count);
            return count;
        } catch (IOException anyBlock) {
            int filled = blockEnd(0, count);
            read(0, filled);
            while (filled < count) {
                int end = blockEnd(filled, count);
                try {
                    read(filled, end);
                } catch (IOException laterBlock) {
                    return filled;
                }
                filled = end;
            }
            return filled;
        }
    }

    private int blockEnd(int index, int limit) {
        int inBlock = (int) ((start + index) % BlockDevice.BLOCK_BYTES);
        return Math.min(limit, index + BlockDevice.BLOCK_BYTES - inBlock);
    }

    private void read(int from, int to) throws IOException {
        device.read(start + from, ByteBuffer.wrap(bytes, from, to - from));
    }

    /** Returns the index behind the last byte in the buffer. */
    int limit() {
        return length;
    }
}
