// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.CompositeWalk;
import java.util.BitSet;

/** The tuples and vectors that are reachable from given tuples through any attribute. Not thread-safe. */
final class ReachableSet {

    private final BitSet reached = new BitSet();
    private final CompositeWalk walk = CompositeWalk.onceByNumber(reached);

    void follow(Tuple start) {
        walk.add(start);
        while (walk.hasNext()) {
            walk.addMembers(walk.next());
        }
    }

    boolean contains(Composite composite) {
        return reached.get(composite.number());
    }

    long count() {
        return reached.cardinality();
    }
}
