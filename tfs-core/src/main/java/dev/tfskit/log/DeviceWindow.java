package dev.tfskit.log;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of a device that was read last, so that a log is read once and in large pieces. Not thread safe.
 */
final class DeviceWindow {

    private static final int WINDOW_BYTES = 256 << 10;

    private final BlockDevice device;
    private final long deviceBytes;
    private final byte[] bytes;
    private long start;
    private int length;

    DeviceWindow(final BlockDevice device) throws IOException {
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
    int moveTo(final long offset) throws IOException {
        if (offset < start || offset >= start + length) {
            final int count = (int) Math.min(bytes.length, deviceBytes - offset);
            length = 0;
            device.read(offset, ByteBuffer.wrap(bytes, 0, count));
            start = offset;
            length = count;
        }
        return (int) (offset - start);
    }

    /** Index behind the last byte held. */
    int limit() {
        return length;
    }
}
