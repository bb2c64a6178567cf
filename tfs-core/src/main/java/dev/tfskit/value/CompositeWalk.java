// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Walks over the tuples and vectors that values lead to, with a stack of its own, so that no depth of input ends it.
 * The caller says which composites are visited, and hands on the members of each one that it visits. Not thread safe.
 */
public final class CompositeWalk {

    private final Predicate<Composite> visited;
    private final Deque<Composite> waiting = new ArrayDeque<>();

    /**
     * A walk that starts nowhere yet.
     *
     * @param visited asked about each composite each time it is met; false for one that was met before, or the walk may
     *     never end
     */
    public CompositeWalk(Predicate<Composite> visited) {
        this.visited = visited;
    }

    /** A walk that visits each composite once. */
    public static CompositeWalk once() {
        Set<Composite> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return new CompositeWalk(seen::add);
    }

    /**
     * A walk that visits each composite once, by its number.
     *
     * @param seen the numbers of those that count as met, to which the walk adds; every composite that it meets has a
     *     number of the same log
     */
    public static CompositeWalk onceByNumber(BitSet seen) {
        return new CompositeWalk(composite -> {
            boolean isNew = !seen.get(composite.number());
            seen.set(composite.number());
            return isNew;
        });
    }

    /** Meets a value; if it is a composite that is to be visited, it will be. */
    public void meet(Value value) {
        if (value instanceof Composite composite && visited.test(composite)) {
            waiting.push(composite);
        }
    }

    /** Meets all members of a composite. */
    public void meetMembers(Composite composite) {
        composite.members().forEach(this::meet);
    }

    /** Whether there is a composite to visit. */
    public boolean hasNext() {
        return !waiting.isEmpty();
    }

    /**
     * The next composite to visit.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    public Composite next() {
        return waiting.pop();
    }
}
