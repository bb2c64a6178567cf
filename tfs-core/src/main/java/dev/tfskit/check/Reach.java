package dev.tfskit.check;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/** Which tuples and vectors can be reached from some of them, whatever the attributes on the way mean. */
final class Reach {

    private final BitSet reached = new BitSet();
    private final Deque<Composite> waiting = new ArrayDeque<>();

    void follow(final Tuple start) {
        reach(start);
        while (!waiting.isEmpty()) {
            switch (waiting.pop()) {
                case Tuple tuple -> {
                    for (int i = 0; i < tuple.size(); i++) {
                        reach(tuple.valueAt(i));
                    }
                }
                case Vector vector -> {
                    for (int i = 0; i < vector.size(); i++) {
                        reach(vector.get(i));
                    }
                }
            }
        }
    }

    private void reach(final Value value) {
        if (value instanceof Composite composite && !reached.get(composite.number())) {
            reached.set(composite.number());
            waiting.push(composite);
        }
    }

    boolean contains(final Composite composite) {
        return reached.get(composite.number());
    }

    long count() {
        return reached.cardinality();
    }
}
