// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/** A device that fails to read some of its blocks, as a worn disk does. It must not be written. */
public final class BadBlocksDevice extends UnwrittenDevice {

    private final Set<Long> bad;

    /** A device with these bad blocks. */
    public BadBlocksDevice(BlockDevice device, Set<Long> bad) {
        super(device);
        this.bad = bad;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long last = (offset + target.remaining() - 1) / BLOCK_BYTES;
        for (long block = offset / BLOCK_BYTES; block <= last; block++) {
            if (bad.contains(block)) {
                throw new IOException("Input/output error");
            }
        }
        device().read(offset, target);
    }
}
