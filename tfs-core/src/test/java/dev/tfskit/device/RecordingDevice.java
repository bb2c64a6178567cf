// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.device.Recording.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A device in memory that records its calls, so that {@link Cuts} can determine what a power cut leaves. Thread safe.
 *
 * <p>A flush guarantees only what had been written when it began, so calls have a beginning and an end here: a write or
 * resize that is under way when a flush begins is not covered by it, even when its blocks are in the recording already.
 * When two calls that overlap write to the same block, the one that is recorded first is overwritten, and a flush that
 * covers the second settles it.
 */
public final class RecordingDevice implements ResizableDevice {

    private final SparseImage start;
    private final List<Event> events = new ArrayList<>();
    private final Set<Long> unfinished = new HashSet<>();
    private SparseImage image;
    private long operations;
    private int givenUp;

    /** A device that holds what an image holds. All of that is durable. */
    public RecordingDevice(SparseImage start) {
        this.start = start;
        this.image = start;
    }

    /** A device of these bytes. */
    public RecordingDevice(byte[] start) {
        this(SparseImage.of(start));
    }

    /** A device of so many blocks of zeros. */
    public static RecordingDevice ofBlocks(long blocks) {
        return new RecordingDevice(SparseImage.zeros(blocks * BLOCK_BYTES));
    }

    /** A call that has begun; no caller may rely on it before its end. */
    @FunctionalInterface
    public interface Unfinished {

        /** The call returns. */
        void finish();
    }

    /** What was done so far. */
    public synchronized Recording recording() {
        return new Recording(start, List.copyOf(events));
    }

    /** How many events there are, which is the position of the next one. */
    public synchronized int position() {
        return events.size();
    }

    /** The events from a position on. */
    public synchronized List<Event> eventsFrom(int position) {
        return List.copyOf(events.subList(position, events.size()));
    }

    /** Returns the content now, if the power stays on. */
    public synchronized SparseImage image() {
        return image;
    }

    /** Adds a note at this point. Must be called only after the noted call has returned. */
    public synchronized void mark(Object note) {
        events.add(new Event.Mark(note));
    }

    /**
     * A flush failed, as the host may tell it once: it may have dropped what it could not write, so no later flush
     * covers what was written before.
     */
    public synchronized void giveUpUnforced() {
        givenUp = events.size();
    }

    /** Begins a write: its blocks are there for every reader, but it has not returned. */
    public synchronized Unfinished beginWrite(long offset, ByteBuffer source) {
        long operation = begin();
        long at = offset;
        while (source.hasRemaining()) {
            int count = Math.min(BLOCK_BYTES - (int) (at % BLOCK_BYTES), source.remaining());
            ByteBuffer part = source.slice(source.position(), count);
            SparseImage before = image;
            image = before.written(at, part);
            source.position(source.position() + count);
            if (image.size() != before.size()) {
                events.add(new Event.Resize(operation, image.size()));
            }
            events.add(new Event.Write(operation, at / BLOCK_BYTES, image.block(at / BLOCK_BYTES)));
            at += count;
        }
        return () -> end(operation);
    }

    /** Begins a change of the size. */
    public synchronized Unfinished beginResize(long bytes) {
        long operation = begin();
        if (bytes != image.size()) {
            image = image.resized(bytes);
            events.add(new Event.Resize(operation, bytes));
        }
        return () -> end(operation);
    }

    /** Begins a flush: it will cover what has returned by now, once it returns itself. */
    public synchronized Unfinished beginForce() {
        int covered = events.size();
        Set<Long> underWay = Set.copyOf(unfinished);
        return () -> endForce(covered, underWay);
    }

    private long begin() {
        long operation = operations++;
        unfinished.add(operation);
        return operation;
    }

    private synchronized void end(long operation) {
        unfinished.remove(operation);
    }

    private synchronized void endForce(int covered, Set<Long> underWay) {
        events.add(new Event.Force(givenUp, covered, underWay));
    }

    @Override
    public synchronized long size() {
        return image.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        image().read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) {
        complete(beginWrite(offset, source));
    }

    @Override
    public void force() {
        complete(beginForce());
    }

    @Override
    public void resize(long bytes) {
        complete(beginResize(bytes));
    }

    /** Calls take no time in memory; this lets those of other threads overlap with them nevertheless. */
    private static void complete(Unfinished call) {
        Thread.yield();
        call.finish();
    }

    /** Nothing becomes durable by this. */
    @Override
    public void close() {
        // Nothing to give back.
    }

    @Override
    public String toString() {
        return "recorded memory";
    }
}
