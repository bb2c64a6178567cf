package dev.tfskit.value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Copies values that one volume holds, so that another can hold them: the copies have no numbers yet. What is shared or goes round in a
 * circle does so in the copy. One instance copies any number of values that may share parts. Not thread safe.
 */
public final class DeepCopy {

    private final Map<Composite, Composite> copies = new IdentityHashMap<>();
    private final Deque<Composite> waiting = new ArrayDeque<>();

    /** Copies nothing so far. */
    public DeepCopy() {}

    /** A copy of a value and of all that it leads to. */
    public Value of(final Value value) {
        final Value copy = begin(value);
        while (!waiting.isEmpty()) {
            fill(waiting.pop());
        }
        return copy;
    }

    private Value begin(final Value value) {
        if (!(value instanceof Composite original)) {
            return value;
        }
        return copies.computeIfAbsent(original, _ -> {
            waiting.push(original);
            return original instanceof Tuple tuple ? new Tuple(tuple.size()) : new Vector();
        });
    }

    private void fill(final Composite original) {
        if (original instanceof Tuple tuple) {
            final Tuple copy = (Tuple) copies.get(original);
            for (int i = 0; i < tuple.size(); i++) {
                copy.set(tuple.nameAt(i), begin(tuple.valueAt(i)));
            }
        } else if (original instanceof Vector vector) {
            final Vector copy = (Vector) copies.get(original);
            for (int i = 0; i < vector.size(); i++) {
                copy.set(i, begin(vector.get(i)));
            }
        }
    }
}
