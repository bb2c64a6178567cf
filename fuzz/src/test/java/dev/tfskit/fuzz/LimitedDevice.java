// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/** A device that is full early, as an archive of a few bytes can say that it holds gigabytes. */
final class LimitedDevice extends FilterDevice<MemoryDevice> implements ResizableDevice {

    private static final long MOST_BYTES = 64 << 20;

    LimitedDevice(MemoryDevice memory) {
        super(memory);
    }

    /** The bytes behind it. */
    MemoryDevice memory() {
        return device();
    }

    private static void demand(long end) throws FileSystemException {
        if (end > MOST_BYTES) {
            throw new FileSystemException("memory", null, "is full");
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        demand(offset + source.remaining());
        super.write(offset, source);
    }

    @Override
    public void resize(long newSize) throws IOException {
        demand(newSize);
        device().resize(newSize);
    }
}
