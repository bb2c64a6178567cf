// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Counts the attributes of all tuples that values lead to: as many entries a log needs for them (docs/format.md,
 * section 9). Not thread-safe.
 */
public final class AttributeCount {

    private final CompositeWalk walk;
    private final Predicate<Symbol> ignored;
    private final StepBudget steps;

    private AttributeCount(CompositeWalk walk, Predicate<Symbol> ignored, StepBudget steps) {
        this.walk = walk;
        this.ignored = ignored;
        this.steps = steps;
    }

    /**
     * Creates a count for values of one log, which counts each tuple once, however many values lead to it.
     *
     * @param ignored attributes that do not count and are not followed
     * @return the count; every tuple and vector that it meets must have a log number of its own
     */
    public static AttributeCount onceByNumber(Predicate<Symbol> ignored) {
        return new AttributeCount(CompositeWalk.onceByNumber(new BitSet()), ignored, StepBudget.unlimited());
    }

    /**
     * Counts all attributes that one value leads to.
     *
     * @param value the value
     * @param steps the steps that this count and others may take together
     * @return the number of attributes; 0 for a value without tuples; fewer than there are when the steps are used up
     */
    public static long in(Value value, StepBudget steps) {
        return value instanceof Composite ? new AttributeCount(CompositeWalk.once(), _ -> false, steps).of(value) : 0;
    }

    /**
     * Counts the attributes that a value leads to, without those that this object has counted before.
     *
     * @param value the value
     * @return the number of attributes
     */
    public long of(Value value) {
        walk.add(value);
        long count = 0;
        while (walk.hasNext()) {
            Composite next = walk.next();
            if (!steps.take(next)) {
                return count;
            }
            if (next instanceof Tuple tuple) {
                count += meetAttributes(tuple);
            } else {
                walk.addMembers(next);
            }
        }
        return count;
    }

    private long meetAttributes(Tuple tuple) {
        long count = 0;
        for (int i = 0; i < tuple.size(); i++) {
            if (!ignored.test(tuple.nameAt(i))) {
                count++;
                walk.add(tuple.valueAt(i));
            }
        }
        return count;
    }
}
