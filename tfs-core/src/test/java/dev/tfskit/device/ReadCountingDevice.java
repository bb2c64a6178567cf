// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.filter.FilterDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device in memory that counts how often it is read, and the bytes that are read. Thread-safe as far as it counts.
 */
public final class ReadCountingDevice extends FilterDevice<MemoryDevice> implements ResizableDevice {

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    public ReadCountingDevice(MemoryDevice device) {
        super(device);
    }

    public long calls() {
        return calls.get();
    }

    public long bytes() {
        return bytes.get();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        calls.incrementAndGet();
        bytes.addAndGet(target.remaining());
        super.read(offset, target);
    }

    @Override
    public void resize(long size) throws IOException {
        device().resize(size);
    }
}
