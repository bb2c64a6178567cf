// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Copies values with all their members, for use in another volume. A copy has no dictionary number yet. A tuple or
 * vector that the original has in several places is one object in the copy, too; cycles stay cycles. One instance can
 * copy any number of values; what they share stays shared. Not thread-safe.
 */
public final class DeepCopy {

    private final Map<Composite, Composite> copies = new IdentityHashMap<>();
    private final CompositeWalk originals = new CompositeWalk(this::isNew);

    /** Creates a copier that has copied nothing yet. */
    public DeepCopy() {}

    /**
     * Copies a value and all that it leads to.
     *
     * @param value the value
     * @return the copy
     */
    public Value of(Value value) {
        Value copy = begin(value);
        while (originals.hasNext()) {
            fill(originals.next());
        }
        return copy;
    }

    private boolean isNew(Composite original) {
        int known = copies.size();
        copies.computeIfAbsent(original, DeepCopy::emptyCopy);
        return copies.size() > known;
    }

    private static Composite emptyCopy(Composite original) {
        return original instanceof Tuple tuple ? new Tuple(tuple.size()) : new VectorValue();
    }

    /** Returns the copy of a composite that the walk has met. */
    private Composite copyOf(Composite original) {
        return Objects.requireNonNull(copies.get(original));
    }

    private Value begin(Value value) {
        originals.add(value);
        return value instanceof Composite original ? copyOf(original) : value;
    }

    private void fill(Composite original) {
        switch (original) {
            case Tuple tuple -> {
                Tuple copy = (Tuple) copyOf(original);
                for (int i = 0; i < tuple.size(); i++) {
                    copy.set(tuple.nameAt(i), begin(tuple.valueAt(i)));
                }
            }
            case VectorValue vector -> {
                VectorValue copy = (VectorValue) copyOf(original);
                for (int i = 0; i < vector.size(); i++) {
                    copy.set(i, begin(vector.get(i)));
                }
            }
        }
    }
}
