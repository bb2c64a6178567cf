// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The part of a device that was read last, so that a log is read once and in large pieces. Not thread safe. */
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

    /** The array; what it holds changes with each {@link #moveTo}. */
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
     * Reads all at once; or as much as can be read, because a window reaches beyond what is asked for and beyond the
     * log.
     */
    private int fill(int count) throws IOException {
        try {
            read(0, count);
            return count;
        } catch (IOException somewhere) {
            int filled = blockEnd(0, count);
            read(0, filled);
            while (filled < count) {
                int end = blockEnd(filled, count);
                try {
                    read(filled, end);
                } catch (IOException notAskedFor) {
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

    /** Index behind the last byte held. */
    int limit() {
        return length;
    }
}
