// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuzz;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/** A device that is full early, as an archive of a few bytes can say that it holds gigabytes. */
final class LimitedDevice implements ResizableDevice {

    private static final long MOST_BYTES = 64 << 20;

    private final MemoryDevice memory;

    LimitedDevice(MemoryDevice memory) {
        this.memory = memory;
    }

    /** The bytes behind it. */
    MemoryDevice memory() {
        return memory;
    }

    private static void demand(long end) throws FileSystemException {
        if (end > MOST_BYTES) {
            throw new FileSystemException("memory", null, "is full");
        }
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        memory.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        demand(offset + source.remaining());
        memory.write(offset, source);
    }

    @Override
    public void resize(long newSize) throws IOException {
        demand(newSize);
        memory.resize(newSize);
    }

    @Override
    public void force() {
        memory.force();
    }

    @Override
    public void close() {
        memory.close();
    }
}
