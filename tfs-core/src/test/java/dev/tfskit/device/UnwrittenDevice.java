// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.filter.FilterDevice;
import java.nio.ByteBuffer;

/** A device that must only be read: a test fails when it is written or forced. */
public abstract class UnwrittenDevice extends FilterDevice<BlockDevice> {

    /** A device in front of another. */
    protected UnwrittenDevice(BlockDevice device) {
        super(device);
    }

    @Override
    public final void write(long offset, ByteBuffer source) {
        throw new AssertionError("written at byte " + offset);
    }

    @Override
    public final void force() {
        throw new AssertionError("forced");
    }
}
