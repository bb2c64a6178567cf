// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares two values with all their members, at any depth, also when parts are shared or form a cycle. One instance
 * compares any number of values, which must not change meanwhile. It compares a pair of tuples or vectors once if the
 * two differ, if they are parts of equal values, or if they have no tuples and vectors in them. It compares other equal
 * parts again in each pair of values that differ. Not thread-safe.
 */
public final class DeepEquality {

    private final Predicate<Symbol> ignored;
    private final StepBudget steps;
    /**
     * Composites found equal point to each other, in trees: equality is transitive, so each merges into another only
     * once.
     */
    private final Map<Composite, Composite> equals = new IdentityHashMap<>();
    /** The assumptions of the current comparison; they join the equal pairs when the result is true. */
    private Map<Composite, Composite> assumed = new IdentityHashMap<>();

    private final Set<Known> different = new HashSet<>();
    /** Equal pairs in values that differ. Nothing was assumed of them, because they have no composites in them. */
    private final Set<Known> equalLeaves = new HashSet<>();

    /** Two composites whose comparison has a result. They are compared by identity. */
    private record Known(Composite first, Composite second) {}

    /** Two composites whose members are to be compared, and the pair that led there; -1 for the first. */
    private record Pair(Composite first, Composite second, int from) {}

    /**
     * Compares two values with all their members. Nothing is remembered, so the values may change afterwards.
     *
     * @param first a value
     * @param second another value
     * @return true when they are equal
     */
    public static boolean areEqual(Value first, Value second) {
        return areEqual(first, second, StepBudget.unlimited());
    }

    /**
     * Compares two values as {@link #areEqual(Value, Value)} does, in a limited number of steps.
     *
     * @param first a value
     * @param second another value
     * @param steps the steps that this comparison and others may take together
     * @return true when they are equal; false when they are not, or when the steps are used up
     */
    public static boolean areEqual(Value first, Value second, StepBudget steps) {
        return new DeepEquality(_ -> false, steps).test(first, second);
    }

    /**
     * Creates a comparison that ignores some attributes.
     *
     * @param ignored attributes of tuples that do not count
     */
    public DeepEquality(Predicate<Symbol> ignored) {
        this(ignored, StepBudget.unlimited());
    }

    private DeepEquality(Predicate<Symbol> ignored, StepBudget steps) {
        this.ignored = ignored;
        this.steps = steps;
    }

    /**
     * Compares two values with all their members.
     *
     * @param first a value
     * @param second another value
     * @return true when they are equal
     */
    public boolean test(Value first, Value second) {
        List<Pair> pairs = new ArrayList<>();
        boolean same = meet(first, second, -1, pairs);
        int at = 0;
        while (same && at < pairs.size()) {
            Pair pair = pairs.get(at);
            same = steps.take(pair.first) && membersMeet(pair, at, pairs);
            at++;
        }
        if (same) {
            equals.putAll(assumed);
        } else if (at > 0) {
            remember(pairs, at - 1);
        }
        // Not cleared: that would take as long for a small question as for the largest before it.
        assumed = new IdentityHashMap<>();
        return same;
    }

    /**
     * Notes the pairs that differ, as a pair that leads to a difference does, too, and the equal leaves before them.
     */
    private void remember(List<Pair> pairs, int last) {
        for (int at = last; at >= 0; at = pairs.get(at).from) {
            different.add(new Known(pairs.get(at).first, pairs.get(at).second));
        }
        pairs.subList(0, last).stream()
                .filter(pair -> isLeaf(pair.first))
                .forEach(pair -> equalLeaves.add(new Known(pair.first, pair.second)));
    }

    private static boolean isLeaf(Composite composite) {
        return composite.members().stream().noneMatch(Composite.class::isInstance);
    }

    private boolean membersMeet(Pair pair, int at, List<Pair> pairs) {
        if (pair.first instanceof VectorValue first && pair.second instanceof VectorValue second) {
            if (first.size() != second.size()) {
                return false;
            }
            for (int i = 0; i < first.size(); i++) {
                if (!meet(first.get(i), second.get(i), at, pairs)) {
                    return false;
                }
            }
            return true;
        }
        return pair.first instanceof Tuple first
                && pair.second instanceof Tuple second
                && attributesMeet(first, second, at, pairs);
    }

    private boolean attributesMeet(Tuple first, Tuple second, int at, List<Pair> pairs) {
        int counted = 0;
        for (int i = 0; i < first.size(); i++) {
            Symbol name = first.nameAt(i);
            if (ignored.test(name)) {
                continue;
            }
            counted++;
            Value value = first.valueAt(i);
            if (second.get(name).filter(other -> meet(value, other, at, pairs)).isEmpty()) {
                return false;
            }
        }
        // The second tuple may be far larger, and be compared with many small ones.
        for (int i = 0; i < second.size() && counted >= 0; i++) {
            counted -= ignored.test(second.nameAt(i)) ? 0 : 1;
        }
        return counted == 0;
    }

    /** Compares two values. Assumes that composites are equal, and leaves their members for later. */
    private boolean meet(Value first, Value second, int from, List<Pair> pairs) {
        if (!(first instanceof Composite left && second instanceof Composite right)) {
            return first.equals(second);
        }
        Known pair = new Known(left, right);
        if (different.contains(pair)) {
            return false;
        }
        if (equalLeaves.contains(pair)) {
            return true;
        }
        Composite leftEnd = end(left);
        Composite rightEnd = end(right);
        if (leftEnd != rightEnd) {
            assumed.put(leftEnd, rightEnd);
            pairs.add(new Pair(left, right, from));
        }
        return true;
    }

    /** Returns the composite into which this one has been merged, and shortens the chain to it. */
    private Composite end(Composite composite) {
        Composite end = composite;
        for (Composite next = step(end); next != end; next = step(end)) {
            end = next;
        }
        Composite at = composite;
        while (at != end) {
            Composite next = step(at);
            assumed.put(at, end);
            at = next;
        }
        return end;
    }

    private Composite step(Composite composite) {
        return assumed.getOrDefault(composite, equals.getOrDefault(composite, composite));
    }
}
