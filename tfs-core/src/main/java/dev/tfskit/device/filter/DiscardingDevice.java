// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A device that reads another one and discards what is written, to find out what a change would do. Reads return the
 * old bytes, after a write too. The size can be set, with no effect on the device behind it. Closing this device closes
 * the device behind it. Thread-safe.
 */
public final class DiscardingDevice extends FilterDevice<BlockDevice> implements ResizableDevice {

    private volatile long bytes;

    /**
     * Creates a device that shows another one.
     *
     * @param device the device behind this one, which is only read
     * @throws IOException when its size cannot be determined
     */
    public DiscardingDevice(BlockDevice device) throws IOException {
        super(device);
        this.bytes = device.size();
    }

    @Override
    public long size() {
        return bytes;
    }

    @Override
    public void resize(long wanted) {
        bytes = wanted;
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        source.position(source.limit());
    }

    @Override
    public void force() {
        // Nothing was written.
    }
}
