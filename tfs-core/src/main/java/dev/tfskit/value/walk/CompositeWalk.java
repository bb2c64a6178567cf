// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value.walk;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Value;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Walks over the tuples and vectors (composites) that values lead to. It uses no recursion, so deep input cannot
 * overflow the stack of the thread. The caller decides which composites are visited, and adds the members of each one
 * that it visits. Not thread-safe.
 */
public final class CompositeWalk {

    private final Predicate<Composite> visited;
    private final Deque<Composite> waiting = new ArrayDeque<>();

    /**
     * Creates a walk without a start.
     *
     * @param visited returns whether to visit a composite; called each time the walk meets one. It must return false
     *     for one that it got before, or the walk may never end
     */
    public CompositeWalk(Predicate<Composite> visited) {
        this.visited = visited;
    }

    /**
     * Creates a walk that visits each composite once.
     *
     * @return the walk
     */
    public static CompositeWalk once() {
        Set<Composite> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return new CompositeWalk(seen::add);
    }

    /**
     * Creates a walk that visits each composite once, identified by log number. Every composite that it meets must have
     * a log number of its own.
     *
     * @param seen the numbers of the composites that count as visited; the walk adds to it
     * @return the walk
     */
    public static CompositeWalk onceByNumber(BitSet seen) {
        return new CompositeWalk(composite -> {
            boolean isNew = !seen.get(composite.number());
            seen.set(composite.number());
            return isNew;
        });
    }

    /**
     * Adds a value. A composite that has not been visited will be visited.
     *
     * @param value the value
     */
    public void add(Value value) {
        if (value instanceof Composite composite && visited.test(composite)) {
            waiting.push(composite);
        }
    }

    /**
     * Adds all members of a composite.
     *
     * @param composite the composite
     */
    public void addMembers(Composite composite) {
        composite.members().forEach(this::add);
    }

    /**
     * Returns whether a composite is left to visit.
     *
     * @return true when {@link #next} returns one
     */
    public boolean hasNext() {
        return !waiting.isEmpty();
    }

    /**
     * Returns the next composite to visit.
     *
     * @return the composite
     * @throws java.util.NoSuchElementException when none is left
     */
    public Composite next() {
        return waiting.pop();
    }
}
