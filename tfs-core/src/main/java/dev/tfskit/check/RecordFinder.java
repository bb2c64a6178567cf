// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.check.FindingList.Suspect;
import dev.tfskit.codec.ChangeListener;
import dev.tfskit.codec.Decoder;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Frame;
import dev.tfskit.log.LogCursor;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a log a second time to find the records that caused findings. One instance runs one check, on one thread. */
final class RecordFinder implements ChangeListener {

    /** The history of each tuple that is a possible cause, by dictionary number. */
    private final Map<Integer, TupleHistory> histories = new HashMap<>();

    private LogPosition present = new LogPosition(0, 0);

    /** The number of a record and the offset of its tag. */
    private record LogPosition(long record, long offset) {}

    private static final class TupleHistory {
        private @Nullable LogPosition created;
        private final Map<Symbol, LogPosition> changed = new HashMap<>();
    }

    /** Adds a possible cause, so that {@link #readLog} finds its record. */
    void add(Suspect suspect) {
        if (suspect.tuple() != Suspect.NONE) {
            histories.computeIfAbsent(suspect.tuple(), _ -> new TupleHistory());
        }
    }

    /** Reads the log, unless there is nothing to find. */
    void readLog(BlockDevice volume) throws IOException {
        if (histories.isEmpty()) {
            return;
        }
        LogCursor cursor = new LogCursor(volume);
        Dictionary dictionary = new Dictionary();
        Decoder decoder = new Decoder(dictionary, this);
        long records = 0;
        while (cursor.hasNext()) {
            if (cursor.next() instanceof Frame.Record record) {
                present = new LogPosition(records++, record.offset());
                int before = dictionary.count();
                try {
                    decoder.decode(cursor.open(record), record.encoding());
                } catch (TfsFormatException changedMeanwhile) {
                    // The log was sound a moment ago, so another program writes to it. Findings stay without a
                    // location.
                    return;
                }
                noteNew(before, dictionary.count());
            }
        }
    }

    private void noteNew(int before, int after) {
        for (int number = before + 1; number <= after; number++) {
            TupleHistory history = histories.get(number);
            if (history != null) {
                history.created = present;
            }
        }
    }

    @Override
    public void beforeSet(Tuple tuple, Symbol name, Value value) {
        note(tuple, name);
    }

    @Override
    public void beforeRemove(Tuple tuple, Symbol name) {
        note(tuple, name);
    }

    private void note(Tuple tuple, Symbol name) {
        TupleHistory history = histories.get(tuple.number());
        if (history != null) {
            history.changed.put(name, present);
        }
    }

    /** Returns the finding for the possible cause that was changed last; for the first one if that is unknown. */
    Finding findingOfLastChange(List<Suspect> suspects) {
        Finding blamed = suspects.getFirst().finding();
        Optional<LogPosition> latest = Optional.empty();
        for (Suspect suspect : suspects) {
            Optional<LogPosition> position = positionOf(suspect);
            if (position.isPresent() && (latest.isEmpty() || position.get().record > latest.get().record)) {
                latest = position;
                blamed = suspect.finding().in(position.get().record).at(position.get().offset);
            }
        }
        return blamed;
    }

    /** Returns the record that changed the last of the attributes, or else the one that created the tuple. */
    private Optional<LogPosition> positionOf(Suspect suspect) {
        if (suspect.tuple() == Suspect.NONE) {
            return Optional.empty();
        }
        TupleHistory history = histories.get(suspect.tuple());
        if (history == null) {
            return Optional.empty();
        }
        return suspect.attributes().stream()
                .flatMap(attribute -> Stream.ofNullable(history.changed.get(attribute)))
                .max(Comparator.comparingLong(LogPosition::record))
                .or(() -> Optional.ofNullable(history.created));
    }
}
