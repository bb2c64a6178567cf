// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/**
 * Compares each write with the content of the device behind it, and throws at the first difference. Nothing is written.
 * Closing this device leaves the device behind it open. Thread-safe if the device behind it is.
 */
public final class VerifyingDevice extends FilterDevice<BlockDevice> {

    /**
     * Creates a device that verifies.
     *
     * @param device the device whose content is compared
     */
    public VerifyingDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Compares the remaining bytes of a buffer with the device.
     *
     * @throws FileSystemException when a byte differs; the message gives the offset of the first one
     * @throws EOFException when the device ends before the buffer does
     * @throws IOException when the device cannot be read
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
                    "does not hold at byte " + (offset + differs)
                            + " what was written to it; the disk may be failing: use another");
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
        // The owner of the device behind this one closes it.
    }
}
