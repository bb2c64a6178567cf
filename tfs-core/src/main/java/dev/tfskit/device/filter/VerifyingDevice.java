// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/**
 * A device that is to hold already what is written to it, and says so when it does not. Nothing is changed. Thread safe
 * if the device behind it is. Closing it leaves that one open.
 */
public final class VerifyingDevice extends FilterDevice<BlockDevice> {

    /** Compares with a device. */
    public VerifyingDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Compares what remains in a buffer.
     *
     * @throws FileSystemException when the device holds something else, naming the first byte that differs
     * @throws EOFException when the device ends before
     * @throws IOException when it cannot be read
     */
    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(source.remaining());
        read(offset, found);
        int differs = source.mismatch(found.flip());
        if (differs >= 0) {
            throw new FileSystemException(
                    toString(),
                    null,
                    "does not hold at byte " + (offset + differs) + " what was written to it; the disk may be failing");
        }
        source.position(source.limit());
    }

    /** Does nothing. */
    @Override
    public void force() {
        // Nothing was written.
    }

    @Override
    public void close() {
        // Whoever opened the other one closes it.
    }
}
