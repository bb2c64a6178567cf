package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** A device that knows whether anything was written to it that may not be durable yet. Thread safe. */
public final class TrackedDevice implements BlockDevice {

    private final BlockDevice device;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong forcedWrites = new AtomicLong();

    /** Tracks what is written through this object to a device. */
    public TrackedDevice(final BlockDevice device) {
        this.device = device;
    }

    /** Whether a write has ended that no successful {@link #force} covers which began later. */
    public boolean isUnforced() {
        return writes.get() != forcedWrites.get();
    }

    @Override
    public long size() throws IOException {
        return device.size();
    }

    @Override
    public void read(final long offset, final ByteBuffer target) throws IOException {
        device.read(offset, target);
    }

    @Override
    public void write(final long offset, final ByteBuffer source) throws IOException {
        try {
            device.write(offset, source);
        } finally {
            // Only now, because a force that began earlier need not cover it.
            writes.incrementAndGet();
        }
    }

    @Override
    public void force() throws IOException {
        final long covered = writes.get();
        device.force();
        forcedWrites.accumulateAndGet(covered, Math::max);
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    @Override
    public String toString() {
        return device.toString();
    }
}
