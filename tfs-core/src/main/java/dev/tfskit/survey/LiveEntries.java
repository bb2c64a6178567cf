package dev.tfskit.survey;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Counts the attributes that are set in all tuples that the root leads to. */
final class LiveEntries {

    private final BitSet reached = new BitSet();
    private final Deque<Composite> waiting = new ArrayDeque<>();
    private long count;

    private LiveEntries() {}

    static long count(final Tuple root) {
        final LiveEntries entries = new LiveEntries();
        entries.reach(root);
        while (!entries.waiting.isEmpty()) {
            switch (entries.waiting.pop()) {
                case Tuple tuple -> entries.countMembers(tuple);
                case Vector vector -> vector.elements().forEach(entries::reach);
            }
        }
        return entries.count;
    }

    /** Pointers to the parent are left out: a compaction has no need to write them again. */
    private void countMembers(final Tuple tuple) {
        for (int i = 0; i < tuple.size(); i++) {
            final Symbol name = tuple.nameAt(i);
            if (!name.equals(Attributes.PARENT)) {
                count++;
                reach(tuple.valueAt(i));
            }
        }
    }

    private void reach(final Value value) {
        if (value instanceof Composite composite && !reached.get(composite.number())) {
            reached.set(composite.number());
            waiting.push(composite);
        }
    }
}
