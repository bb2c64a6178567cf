package dev.tfskit.check;

import dev.tfskit.codec.ChangeListener;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.Arrays;

/** Remembers which record changed each tuple last, so that a finding in the tree can name it. */
final class RecordHistory implements ChangeListener {

    private int[] lastByNumber = new int[1024];
    private long[] offsets = new long[64];
    private int records;

    /** A record begins at an offset in bytes; what changes from now on is its work. */
    void begin(final long offset) {
        if (records == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * records);
        }
        offsets[records++] = offset;
    }

    @Override
    public void setting(final Tuple tuple, final Symbol name, final Value value) {
        note(tuple);
        if (value instanceof Tuple inner) {
            note(inner);
        }
    }

    @Override
    public void removing(final Tuple tuple, final Symbol name) {
        note(tuple);
    }

    private void note(final Tuple tuple) {
        final int number = tuple.number();
        if (number >= lastByNumber.length) {
            lastByNumber = Arrays.copyOf(lastByNumber, Math.max(number + 1, 2 * lastByNumber.length));
        }
        lastByNumber[number] = records - 1;
    }

    /** How many records have begun. */
    int records() {
        return records;
    }

    /** Names the record that changed a tuple last. */
    Finding locate(final Finding finding, final Tuple tuple) {
        final int number = tuple.number();
        final int record = number < lastByNumber.length ? lastByNumber[number] : 0;
        return finding.in(record).at(offsets[record]);
    }
}
