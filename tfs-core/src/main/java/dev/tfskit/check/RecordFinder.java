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

/** Follows a log a second time, to find the records that made the tree what it is where something is wrong with it. */
final class RecordFinder implements ChangeListener {

    /** For each tuple in question, what has become of it so far. */
    private final Map<Integer, TupleHistory> histories = new HashMap<>();

    private LogPosition present = new LogPosition(0, 0);

    /** A record: its number, and where its tag stands. */
    private record LogPosition(long record, long offset) {}

    private static final class TupleHistory {
        private Optional<LogPosition> made = Optional.empty();
        private final Map<Symbol, LogPosition> changed = new HashMap<>();
    }

    /** Adds something whose record is to be found. */
    void add(Suspect suspect) {
        if (suspect.tuple() != Suspect.NONE) {
            histories.computeIfAbsent(suspect.tuple(), _ -> new TupleHistory());
        }
    }

    /** Reads the log, if there is anything to be found. */
    void follow(BlockDevice volume) throws IOException {
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
                    // It was sound a moment ago: somebody writes to the volume. Findings go without a place, then.
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
                history.made = Optional.of(present);
            }
        }
    }

    @Override
    public void setting(Tuple tuple, Symbol name, Value value) {
        note(tuple, name);
    }

    @Override
    public void removing(Tuple tuple, Symbol name) {
        note(tuple, name);
    }

    private void note(Tuple tuple, Symbol name) {
        TupleHistory history = histories.get(tuple.number());
        if (history != null) {
            history.changed.put(name, present);
        }
    }

    /** The finding about the suspect that was changed last; about the first, if that is not known. */
    Finding toBlame(List<Suspect> suspects) {
        Finding blamed = suspects.getFirst().finding();
        Optional<LogPosition> latest = Optional.empty();
        for (Suspect suspect : suspects) {
            Optional<LogPosition> place = placeOf(suspect);
            if (place.isPresent() && (latest.isEmpty() || place.get().record > latest.get().record)) {
                latest = place;
                blamed = suspect.finding().in(place.get().record).at(place.get().offset);
            }
        }
        return blamed;
    }

    /** Where the last of the attributes was changed, or else where the tuple was made. */
    private Optional<LogPosition> placeOf(Suspect suspect) {
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
                .or(() -> history.made);
    }
}
