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

    private final Set<Composite> written = Collections.newSetFromMap(new IdentityHashMap<>());
    private final StepBudget repetitions = new StepBudget(MOST);

    /** Creates a limit for a document without values. */
    RepeatedValues() {}

    /** Returns whether the document may have a tuple or vector here: always when it does not have it yet. */
    boolean allow(Composite composite) {
        return written.add(composite) || repetitions.take(composite);
    }
}
