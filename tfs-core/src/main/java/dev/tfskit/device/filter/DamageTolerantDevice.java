// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * A device of which the rest is wanted where some of it cannot be read: a failure to read counts as damage of what it
 * holds, which readers that name damage then do. It cannot be written. Closing it closes the device. Thread safe.
 */
public final class DamageTolerantDevice extends FilterDevice<BlockDevice> {

    /** The same device, for reading. */
    public DamageTolerantDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Fills the remaining room of a buffer.
     *
     * @throws TfsFormatException when the device fails
     * @throws ClosedChannelException when the device was closed, which says nothing about what it holds
     */
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        try {
            device().read(offset, target);
        } catch (TfsFormatException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            TfsFormatException damage = new TfsFormatException(offset, "the device fails to read: " + e.getMessage());
            damage.initCause(e);
            throw damage;
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        throw new UnsupportedOperationException("a worn device is only read");
    }

    @Override
    public void force() {
        throw new UnsupportedOperationException("a worn device is only read");
    }
}
