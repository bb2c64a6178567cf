package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import dev.tfskit.value.DeepCopy;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.Vector;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** The numbers that tuples and vectors have in a log, and keep when they leave the tree and the log is written anew without them. */
final class LogNumbers {

    private LogNumbers() {}

    /** A value that a log can hold for the first time: of one that leads to something with a number, a copy. */
    static Value without(final Value value) {
        return leadToAny(value) ? new DeepCopy().of(value) : value;
    }

    private static boolean leadToAny(final Value value) {
        final Set<Composite> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        final Deque<Composite> waiting = new ArrayDeque<>();
        push(value, waiting, seen);
        while (!waiting.isEmpty()) {
            final Composite next = waiting.pop();
            if (next.number() != Composite.UNNUMBERED) {
                return true;
            }
            switch (next) {
                case Tuple tuple -> {
                    for (int i = 0; i < tuple.size(); i++) {
                        push(tuple.valueAt(i), waiting, seen);
                    }
                }
                case Vector vector -> vector.elements().forEach(element -> push(element, waiting, seen));
            }
        }
        return false;
    }

    private static void push(final Value value, final Deque<Composite> waiting, final Set<Composite> seen) {
        if (value instanceof Composite composite && seen.add(composite)) {
            waiting.push(composite);
        }
    }
}
