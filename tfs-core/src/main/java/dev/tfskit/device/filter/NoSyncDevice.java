// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.ResizableDevice;
import java.io.IOException;

/**
 * A device that ignores {@link #force}. It serves files under a temporary name, which are forced once when they are
 * published: forcing them earlier takes time and protects nothing. Closing this device leaves the device behind it
 * open. Thread-safe if the device behind it is.
 */
public final class NoSyncDevice extends FilterDevice<ResizableDevice> implements ResizableDevice {

    /**
     * Creates a view of a device that ignores {@link #force}.
     *
     * @param device the device behind this one
     */
    public NoSyncDevice(ResizableDevice device) {
        super(device);
    }

    /** Does nothing. */
    @Override
    public void force() {
        // The file is forced once, when it is published.
    }

    @Override
    public void resize(long bytes) throws IOException {
        device().resize(bytes);
    }

    @Override
    public boolean canGrow() {
        return device().canGrow();
    }

    @Override
    public void close() {
        // The code that publishes the file closes it.
    }
}
