// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.ResizableDevice;
import java.io.IOException;

/**
 * A file that nobody relies on before it is finished, because it is published only then: forcing it to disk in between
 * would cost time and protect nothing. Thread safe. Closing it leaves the file open.
 */
public final class NoSyncDevice extends FilterDevice<ResizableDevice> implements ResizableDevice {

    /** The same device, without its {@link #force}. */
    public NoSyncDevice(ResizableDevice device) {
        super(device);
    }

    /** Does nothing. */
    @Override
    public void force() {
        // See the class comment.
    }

    @Override
    public void resize(long bytes) throws IOException {
        device().resize(bytes);
    }

    @Override
    public void close() {
        // Whoever publishes the file closes it.
    }
}
