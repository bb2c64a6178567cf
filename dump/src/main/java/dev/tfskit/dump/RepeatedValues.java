// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.value.Composite;
import dev.tfskit.value.walk.StepBudget;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Limits how often a document has the same tuples and vectors. Many attributes of an image can have a large tuple in
 * common: written for each of them, an image of a megabyte would give a document of many gigabytes. Not thread-safe.
 */
final class RepeatedValues {

    /** So many repeated tuples, vectors and members fill some tens of megabytes. */
    private static final long MOST = 1_000_000;

    private final StepBudget repetitions = new StepBudget(MOST);
    /**
     * What the values before this one have. A document with one value, such as a whole tree, takes no memory for it.
     */
    private Set<Composite> earlier = identitySet();

    private Set<Composite> current = identitySet();

    /** Creates a limit for a document without values. */
    RepeatedValues() {}

    /** Begins the next value of the document. */
    void begin() {
        if (earlier.isEmpty()) {
            earlier = current;
        } else {
            earlier.addAll(current);
        }
        current = identitySet();
    }

    /**
     * Returns whether the value may have a tuple or vector here: only once, and when earlier values have it, too, at
     * most as often as the limit allows.
     */
    boolean allow(Composite composite) {
        return current.add(composite) && (!earlier.contains(composite) || repetitions.take(composite));
    }

    private static Set<Composite> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
