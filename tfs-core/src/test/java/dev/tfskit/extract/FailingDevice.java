package dev.tfskit.extract;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A device that cannot read some of its bytes, as a disk with a bad sector. */
record FailingDevice(BlockDevice whole, long badFrom, long badTo) implements BlockDevice {

    @Override
    public long size() throws IOException {
        return whole.size();
    }

    @Override
    public void read(final long offset, final ByteBuffer target) throws IOException {
        if (offset < badTo && offset + target.remaining() > badFrom) {
            throw new IOException("Input/output error");
        }
        whole.read(offset, target);
    }

    @Override
    public void write(final long offset, final ByteBuffer source) throws IOException {
        whole.write(offset, source);
    }

    @Override
    public void force() throws IOException {
        whole.force();
    }

    @Override
    public void close() throws IOException {
        whole.close();
    }
}
