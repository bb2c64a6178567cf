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
    /** True while the device may hold bytes in use that another program has written and not made durable. */
    private volatile boolean mayHoldUnforced;

    /**
     * Creates a device whose present bytes are of no use. It tracks its own writes; writes that bypass it are not seen.
     *
     * @param device the device behind this one
     */
    public TrackedDevice(BlockDevice device) {
        this(device, false);
    }

    private TrackedDevice(BlockDevice device, boolean mayHoldUnforced) {
        super(device);
        this.mayHoldUnforced = mayHoldUnforced;
    }

    /**
     * Creates a device whose present bytes are in use. The program that wrote them may not have made them durable. So
     * the first write, or the first {@link #force}, makes them durable (docs/format.md, section 8, rule 4).
     *
     * @param device the device behind this one
     * @return a device that tracks its own writes; writes that bypass it are not seen
     */
    public static TrackedDevice ofExisting(BlockDevice device) {
        return new TrackedDevice(device, true);
    }

    /**
     * Returns whether a {@link #force} is needed.
     *
     * @return true if {@link #hasUnforcedWrites}, or if no {@link #force} has covered the bytes that the device held
     */
    public boolean isUnforced() {
        return mayHoldUnforced || hasUnforcedWrites();
    }

    /**
     * Returns whether something was written that may not be durable yet.
     *
     * @return true if a write has ended since the start of the last successful {@link #force}
     */
    public boolean hasUnforcedWrites() {
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
        forceHeldBytes();
        try {
            call.run();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            // Counted after the write: a force that began earlier need not cover it.
            writes.incrementAndGet();
        }
    }

    private void forceHeldBytes() throws IOException {
        if (mayHoldUnforced) {
            synchronized (this) {
                if (mayHoldUnforced) {
                    force();
                }
            }
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
        mayHoldUnforced = false;
    }
}
