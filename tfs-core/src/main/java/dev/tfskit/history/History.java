// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks the log of a volume from its start and returns what each record changes. Damage ends the walk: it is the last
 * step, not an exception. Memory holds the tuples of the log, a few words for each tuple, and two records. Not
 * thread-safe.
 */
public final class History {

    /**
     * A limit of changes for one record. It covers the records that programs cause, and the beginning of what a
     * compaction writes.
     */
    public static final int USUAL_CHANGES = 1000;

    private final LogCursor cursor;
    private final Dictionary dictionary = new Dictionary();
    private final ChangeCollector collector = new ChangeCollector();
    private final Decoder decoder = new Decoder(dictionary, collector);
    private final int mostChanges;
    private final Deque<Step> ready = new ArrayDeque<>();
    /** The last record, as long as the next one may complete its changes, and the frames between the two. */
    private @Nullable PendingRecord held;

    private final Deque<Step> behindHeld = new ArrayDeque<>();
    private long records;
    private boolean ended;

    /**
     * Creates a history that stands before its first step.
     *
     * @param volume the device that holds the volume, from its first byte
     * @param mostChanges the most changes of one record that are listed; further changes are counted
     * @throws IOException when the size of the device cannot be read
     */
    public History(BlockDevice volume, int mostChanges) throws IOException {
        this.cursor = new LogCursor(volume);
        this.mostChanges = mostChanges;
    }

    /**
     * Returns whether there is another step.
     *
     * @return true when {@link #next} returns one
     */
    public boolean hasNext() {
        return !ended || !ready.isEmpty();
    }

    /**
     * Returns the next step.
     *
     * @return the step
     * @throws NoSuchElementException when there is none
     * @throws IOException when the device cannot be read; damage is a step
     */
    public Step next() throws IOException {
        while (ready.isEmpty()) {
            if (ended) {
                throw new NoSuchElementException();
            }
            read();
        }
        return ready.poll();
    }

    private void read() throws IOException {
        Frame frame = cursor.next();
        if (frame instanceof Frame.Record record) {
            carryOut(record);
        } else {
            behindHeld.add(new Step.Passed(frame));
            // A writer does not spread a rename over two of its runs.
            if (held == null || !(frame instanceof Frame.Link)) {
                release();
            }
            if (!cursor.hasNext()) {
                ended = true;
            }
        }
    }

    private void carryOut(Frame.Record frame) throws IOException {
        PendingRecord pending = new PendingRecord(records++, frame, dictionary.count() + 1, mostChanges);
        collector.begin(pending, held);
        try {
            decoder.decode(cursor.open(frame), frame.encoding());
            pending.finish();
            release();
            held = pending;
        } catch (TfsFormatException damage) {
            release();
            ready.add(new Step.Undecodable(pending.number(), frame, damage));
            ended = true;
        }
    }

    /** Ends the held record: no later record can complete its changes. */
    private void release() {
        if (held != null) {
            collector.leave(held);
            ready.add(held.toStep());
            held = null;
        }
        ready.addAll(behindHeld);
        behindHeld.clear();
    }
}
