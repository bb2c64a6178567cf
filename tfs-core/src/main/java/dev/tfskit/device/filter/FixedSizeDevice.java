// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.message.Messages;
import java.io.IOException;

/**
 * Adapts a device of fixed size, such as a partition, to code that expects a resizable device. A change of the size
 * fails. Thread-safe if the device behind it is.
 */
public final class FixedSizeDevice extends FilterDevice<BlockDevice> implements ResizableDevice {

    /**
     * Creates a view of a device. Closing the view closes the device.
     *
     * @param device the device behind this one
     */
    public FixedSizeDevice(BlockDevice device) {
        super(device);
    }

    @Override
    public void zero(long offset, long bytes) throws IOException {
        device().zero(offset, bytes);
    }

    /**
     * Checks that the size stays the same.
     *
     * @param bytes the requested size in bytes
     * @throws IOException when the device has another size
     */
    @Override
    public void resize(long bytes) throws IOException {
        if (bytes != device().size()) {
            throw new IOException(this + " has " + Messages.bytes(device().size()) + ", and its size cannot change");
        }
    }

    @Override
    public boolean canGrow() {
        return false;
    }
}
