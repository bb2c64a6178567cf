package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A device whose size is given, such as a partition, where one that could be resized is expected. Thread safe if the device behind it is. */
public final class FixedDevice implements ResizableDevice {

    private final BlockDevice device;

    /** The same device. Closing one closes the other. */
    public FixedDevice(final BlockDevice device) {
        this.device = device;
    }

    @Override
    public long size() throws IOException {
        return device.size();
    }

    @Override
    public void read(final long offset, final ByteBuffer target) throws IOException {
        device.read(offset, target);
    }

    @Override
    public void write(final long offset, final ByteBuffer source) throws IOException {
        device.write(offset, source);
    }

    @Override
    public void force() throws IOException {
        device.force();
    }

    /**
     * Does nothing.
     *
     * @throws IOException when the device has another size
     */
    @Override
    public void resize(final long bytes) throws IOException {
        if (bytes != device.size()) {
            throw new IOException(device + " has " + device.size() + " bytes and cannot have " + bytes);
        }
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
