// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A device that knows whether anything was written to it that may not be durable yet. After a write or a flush has
 * failed it takes nothing more: the host tells a failure once, and a later flush can succeed without the bytes that
 * were lost. What is refused then fails with a new exception whose cause is the first failure. Thread safe.
 */
public final class TrackedDevice extends FilterDevice<BlockDevice> {

    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong forcedWrites = new AtomicLong();
    private final AtomicReference<Optional<IOException>> failure = new AtomicReference<>(Optional.empty());

    /** Tracks what is written through this object to a device. */
    public TrackedDevice(BlockDevice device) {
        super(device);
    }

    /** Whether a write has ended that no successful {@link #force} covers which began later. */
    public boolean isUnforced() {
        return writes.get() != forcedWrites.get();
    }

    /** Why nothing more can be written. */
    public Optional<IOException> failure() {
        return failure.get();
    }

    private void checkWorks() throws IOException {
        Optional<IOException> cause = failure.get();
        if (cause.isPresent()) {
            throw again(cause.get());
        }
    }

    /** An exception of its own for each caller: those that several threads throw must not share a stack trace. */
    private static IOException again(IOException cause) {
        if (cause instanceof FileSystemException e) {
            FileSystemException named = new FileSystemException(e.getFile(), e.getOtherFile(), e.getReason());
            named.initCause(e);
            return named;
        }
        return new IOException(cause.getMessage(), cause);
    }

    private IOException failed(IOException cause) {
        failure.compareAndSet(Optional.empty(), Optional.of(cause));
        return cause;
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        checkWorks();
        try {
            device().write(offset, source);
        } catch (IOException e) {
            throw failed(e);
        } finally {
            // Only now, because a force that began earlier need not cover it.
            writes.incrementAndGet();
        }
    }

    /** One after the other, so that none succeeds behind the back of one that fails. */
    @Override
    public synchronized void force() throws IOException {
        checkWorks();
        long covered = writes.get();
        try {
            device().force();
        } catch (IOException e) {
            throw failed(e);
        }
        checkWorks();
        forcedWrites.accumulateAndGet(covered, Math::max);
    }
}
