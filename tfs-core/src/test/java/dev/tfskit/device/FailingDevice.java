// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.Fault.Operation;
import dev.tfskit.device.filter.FilterDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * A device whose calls fail when a test wants it, and which counts them, so that a test can let each of them fail in
 * turn. A call that fails does nothing, but for the blocks that {@link Fault#afterBlocks} names. Thread safe.
 */
public final class FailingDevice extends FilterDevice<ResizableDevice> implements ResizableDevice {

    private final Runnable whenForceFails;
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    private Fault fault = Fault.none();
    private long relevant;
    private long failures;

    /** A device that fails nothing until a fault is armed. */
    public FailingDevice(ResizableDevice device) {
        this(device, () -> {});
    }

    /**
     * The same, for a device that should know.
     *
     * @param whenForceFails what a flush that fails does instead, such as {@link RecordingDevice#giveUpUnforced}
     */
    public FailingDevice(ResizableDevice device, Runnable whenForceFails) {
        super(device);
        this.whenForceFails = whenForceFails;
    }

    /** From now on calls fail as this says, and counting starts again. */
    public synchronized void arm(Fault next) {
        fault = next;
        counts.clear();
        relevant = 0;
        failures = 0;
    }

    /** How many calls of these kinds there were since the last {@link #arm}, those that failed included. */
    public synchronized long count(Operation... operations) {
        long sum = 0;
        for (Operation operation : operations) {
            sum += counts.getOrDefault(operation, 0L);
        }
        return sum;
    }

    /** How many calls failed since the last {@link #arm}. */
    public synchronized long failures() {
        return failures;
    }

    /** Counts a call, and returns whether it fails. */
    private synchronized boolean fails(Operation operation) {
        counts.merge(operation, 1L, Long::sum);
        if (!fault.operations().contains(operation) || !fault.hits(relevant++)) {
            return false;
        }
        failures++;
        return true;
    }

    private synchronized int blocksWrittenNevertheless() {
        return fault.blocksWritten();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        if (fails(Operation.READ)) {
            throw new IOException("reading at byte " + offset + " fails, as the test wants");
        }
        device().read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        if (fails(Operation.WRITE)) {
            writeBegin(offset, source);
            throw new IOException("writing at byte " + offset + " fails, as the test wants");
        }
        device().write(offset, source);
    }

    /** Ends at the end of a block, wherever it begins. */
    private void writeBegin(long offset, ByteBuffer source) throws IOException {
        long room = (long) blocksWrittenNevertheless() * BLOCK_BYTES - offset % BLOCK_BYTES;
        if (room > 0) {
            int limit = source.limit();
            source.limit((int) Math.min(limit, source.position() + room));
            device().write(offset, source);
            source.limit(limit);
        }
    }

    @Override
    public void force() throws IOException {
        if (fails(Operation.FORCE)) {
            whenForceFails.run();
            throw new IOException("the flush fails, as the test wants");
        }
        device().force();
    }

    @Override
    public void resize(long bytes) throws IOException {
        if (fails(Operation.RESIZE)) {
            throw new IOException("resizing to " + bytes + " bytes fails, as the test wants");
        }
        device().resize(bytes);
    }
}
