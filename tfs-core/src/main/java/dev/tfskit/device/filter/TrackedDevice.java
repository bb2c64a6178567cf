// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.message.Messages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers whether a write may not be durable yet, and refuses all writes after a failure. A host reports a failed
 * write only once, and a later flush can succeed although bytes were lost; so after a failed write or flush every call
 * that changes the device throws a new exception, whose cause is the first failure. Thread-safe.
 */
public final class TrackedDevice extends FilterDevice<BlockDevice> {

    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong forcedWrites = new AtomicLong();
    private final AtomicReference<Optional<IOException>> failure = new AtomicReference<>(Optional.empty());

    /**
     * Creates a device that tracks its own writes. Writes that bypass it are not seen.
     *
     * @param device the device behind this one
     */
    public TrackedDevice(BlockDevice device) {
        super(device);
    }

    /**
     * Returns whether a {@link #force} is needed.
     *
     * @return true if a write has ended since the start of the last successful {@link #force}
     */
    public boolean isUnforced() {
        return writes.get() != forcedWrites.get();
    }

    /**
     * Returns the first failure of a write or flush.
     *
     * @return the failure; empty while the device can be written
     */
    public Optional<IOException> failure() {
        return failure.get();
    }

    private void checkNotFailed() throws IOException {
        Optional<IOException> cause = failure.get();
        if (cause.isPresent()) {
            throw copyOf(cause.get());
        }
    }

    /** Creates an exception for each caller, because threads must not share the stack trace of one. */
    private static IOException copyOf(IOException cause) {
        if (cause instanceof FileSystemException e) {
            FileSystemException named = new FileSystemException(e.getFile(), e.getOtherFile(), e.getReason());
            named.initCause(e);
            return named;
        }
        return new IOException(Messages.reasonOf(cause), cause);
    }

    private IOException failed(IOException cause) {
        failure.compareAndSet(Optional.empty(), Optional.of(cause));
        return cause;
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        change(() -> device().write(offset, source));
    }

    @Override
    public void zero(long offset, long bytes) throws IOException {
        change(() -> device().zero(offset, bytes));
    }

    private void change(IoRunnable call) throws IOException {
        checkNotFailed();
        try {
            call.run();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            // Counted after the write: a force that began earlier need not cover it.
            writes.incrementAndGet();
        }
    }

    /** Calls are serialised, so that one cannot succeed after another has lost bytes. */
    @Override
    public synchronized void force() throws IOException {
        checkNotFailed();
        long covered = writes.get();
        try {
            device().force();
        } catch (IOException e) {
            throw failed(e);
        }
        checkNotFailed();
        forcedWrites.accumulateAndGet(covered, Math::max);
    }
}
