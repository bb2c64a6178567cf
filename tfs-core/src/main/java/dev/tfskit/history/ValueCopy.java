// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Composite;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import dev.tfskit.value.walk.DeepEquality;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A copy of a value at one moment, because later records change tuples and vectors in place. Of a large value, only the
 * first members are kept. A part that the value has in several places is copied for each place, so the copy is a tree
 * and can be printed; {@link dev.tfskit.value.walk.DeepCopy} keeps such a part shared.
 *
 * @param value the copy
 * @param whole whether the copy has all members
 */
record ValueCopy(Value value, boolean whole) {

    private static final int MOST_MEMBERS = 64;

    private record Pending(Composite original, Composite copy) {}

    static ValueCopy of(Value value) {
        if (!(value instanceof Composite top)) {
            return new ValueCopy(value, true);
        }
        Deque<Pending> waiting = new ArrayDeque<>();
        Value copy = begin(top, waiting);
        int room = MOST_MEMBERS;
        boolean whole = true;
        while (!waiting.isEmpty()) {
            Pending next = waiting.poll();
            switch (next.original) {
                case Tuple tuple -> {
                    int count = Math.min(room, tuple.size());
                    for (int i = 0; i < count; i++) {
                        if (!tuple.nameAt(i).equals(Attributes.PARENT)) {
                            ((Tuple) next.copy).set(tuple.nameAt(i), begin(tuple.valueAt(i), waiting));
                        }
                    }
                    room -= count;
                    whole &= count == tuple.size();
                }
                case VectorValue vector -> {
                    int count = Math.min(room, vector.size());
                    for (int i = 0; i < count; i++) {
                        ((VectorValue) next.copy).set(i, begin(vector.get(i), waiting));
                    }
                    room -= count;
                    whole &= count == vector.size();
                }
            }
        }
        return new ValueCopy(copy, whole);
    }

    private static Value begin(Value value, Deque<Pending> waiting) {
        if (!(value instanceof Composite original)) {
            return value;
        }
        Composite copy = original instanceof Tuple ? new Tuple() : new VectorValue();
        waiting.add(new Pending(original, copy));
        return copy;
    }

    /** Returns whether both values are certainly equal. */
    boolean isSameAs(ValueCopy other) {
        return whole && other.whole && DeepEquality.areEqual(value, other.value);
    }
}
