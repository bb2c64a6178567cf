// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.filter.FilterDevice;
import java.nio.ByteBuffer;

/** A device whose readers run out of memory. */
public final class ExhaustingDevice extends FilterDevice<BlockDevice> {

    public ExhaustingDevice(BlockDevice device) {
        super(device);
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        throw new OutOfMemoryError("no memory, as the test wants");
    }
}
