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
import java.util.Optional;

/**
 * Goes through the log of a volume from its start and tells what each record changes. Damage ends it; it is the last
 * step and not an exception. Holds the tuples of the log and a few words for each; of the records only two at a time.
 * Not thread safe.
 */
public final class History {

    /**
     * A number of changes a record that shows all of what programs do to files, and the beginning of what a compaction
     * writes.
     */
    public static final int USUAL_CHANGES = 1000;

    private final LogCursor cursor;
    private final Dictionary dictionary = new Dictionary();
    private final ChangeCollector collector = new ChangeCollector();
    private final Decoder decoder = new Decoder(dictionary, collector);
    private final int mostChanges;
    private final Deque<Step> ready = new ArrayDeque<>();
    /** The last record, as long as the next one may tell more about it, and what stands between the two. */
    private Optional<PendingRecord> held = Optional.empty();

    private final Deque<Step> behindHeld = new ArrayDeque<>();
    private long records;
    private boolean ended;

    /**
     * A history before its first step.
     *
     * @param volume the device that holds the volume, from its first byte
     * @param mostChanges how many changes of one record are listed; the others are counted
     * @throws IOException when the device does not tell its size
     */
    public History(BlockDevice volume, int mostChanges) throws IOException {
        this.cursor = new LogCursor(volume);
        this.mostChanges = mostChanges;
    }

    /** Whether there is another step. */
    public boolean hasNext() {
        return !ended || !ready.isEmpty();
    }

    /**
     * The next step.
     *
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
            // A rename is not spread over two runs of a writer.
            if (held.isEmpty() || !(frame instanceof Frame.Link)) {
                release();
            }
            if (!cursor.hasNext()) {
                ended = true;
            }
        }
    }

    private void carryOut(Frame.Record frame) throws IOException {
        PendingRecord draft = new PendingRecord(records++, frame, dictionary.count() + 1, mostChanges);
        collector.begin(draft, held);
        try {
            decoder.decode(cursor.open(frame), frame.encoding());
            draft.finish();
            release();
            held = Optional.of(draft);
        } catch (TfsFormatException damage) {
            release();
            ready.add(new Step.Undecodable(draft.number(), frame, damage));
            ended = true;
        }
    }

    /** Nothing more will be learnt about the record that is held. */
    private void release() {
        if (held.isPresent()) {
            collector.leave(held.get());
            ready.add(held.get().toStep());
            held = Optional.empty();
        }
        ready.addAll(behindHeld);
        behindHeld.clear();
    }
}
