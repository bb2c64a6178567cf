// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import java.io.IOException;

/**
 * A device whose size is given, such as a partition, where one that could be resized is expected. Thread safe if the
 * device behind it is.
 */
public final class FixedSizeDevice extends FilterDevice<BlockDevice> implements ResizableDevice {

    /** The same device. Closing one closes the other. */
    public FixedSizeDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Does nothing.
     *
     * @throws IOException when the device has another size
     */
    @Override
    public void resize(long bytes) throws IOException {
        if (bytes != device().size()) {
            throw new IOException(this + " has " + device().size() + " bytes and cannot have " + bytes);
        }
    }
}
