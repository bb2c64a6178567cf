package dev.tfskit.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A device in memory that notes in which order it is written and forced. For one thread. */
public final class RecordingDevice implements BlockDevice {

    private final MemoryDevice memory;
    private final List<Event> events = new ArrayList<>();

    /** A device of zeros. */
    public RecordingDevice(final int blocks) {
        memory = new MemoryDevice(new byte[blocks * BLOCK_BYTES]);
    }

    /** What was asked of the device. */
    public sealed interface Event {

        /** Bytes were written. */
        record Write(long offset, byte[] bytes) implements Event {

            /** The first block that was touched. */
            public long firstBlock() {
                return offset / BLOCK_BYTES;
            }

            /** The block behind the last one that was touched. */
            public long endBlock() {
                return Math.ceilDiv(offset + bytes.length, (long) BLOCK_BYTES);
            }
        }

        /** Everything before was made durable. */
        record Force() implements Event {}
    }

    /** What happened since the last call of this method. Writes of nothing are left out. */
    public List<Event> takeEvents() {
        final List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** A copy of all bytes. */
    public byte[] toByteArray() {
        return memory.toByteArray();
    }

    @Override
    public long size() {
        return memory.size();
    }

    @Override
    public void read(final long offset, final ByteBuffer target) throws IOException {
        memory.read(offset, target);
    }

    @Override
    public void write(final long offset, final ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return;
        }
        final byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        events.add(new Event.Write(offset, bytes));
        memory.write(offset, source);
    }

    @Override
    public void force() {
        events.add(new Event.Force());
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
