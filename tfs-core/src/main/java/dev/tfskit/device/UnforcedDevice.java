package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that nobody relies on before it is finished, because it is published only then: forcing it to disk in between would cost
 * time and protect nothing. Thread safe. Closing it leaves the file open.
 */
public final class UnforcedDevice implements ResizableDevice {

    private final ResizableDevice device;

    /** The same device, without its {@link #force}. */
    public UnforcedDevice(final ResizableDevice device) {
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

    /** Does nothing. */
    @Override
    public void force() {
        // See the class comment.
    }

    @Override
    public void resize(final long bytes) throws IOException {
        device.resize(bytes);
    }

    @Override
    public void close() {
        // Whoever publishes the file closes it.
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
