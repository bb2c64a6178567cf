// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Reports a read error of the device behind it as damage of the content ({@link TfsFormatException}). So a reader that
 * skips damaged parts can read the rest of a failing disk. Writing is not possible. Closing this device closes the
 * device behind it. Thread-safe.
 */
public final class DamageTolerantDevice extends FilterDevice<BlockDevice> {

    /**
     * Creates a reader of a device that may fail.
     *
     * @param device the device to read
     */
    public DamageTolerantDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Reads bytes until the buffer is full.
     *
     * @throws TfsFormatException when the device fails to read
     * @throws ClosedChannelException when the device is closed, which does not mean damage
     */
    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        try {
            device().read(offset, target);
        } catch (TfsFormatException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            TfsFormatException damage =
                    new TfsFormatException(offset, "the device fails to read: " + Messages.reasonInSentence(e));
            damage.initCause(e);
            throw damage;
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        throw new UnsupportedOperationException("a damage-tolerant device is read only");
    }

    @Override
    public void force() {
        throw new UnsupportedOperationException("a damage-tolerant device is read only");
    }
}
