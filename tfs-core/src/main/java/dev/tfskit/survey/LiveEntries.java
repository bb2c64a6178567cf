// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import dev.tfskit.value.walk.CompositeWalk;
import java.util.BitSet;

/**
 * Counts the log entries that are in effect: the attributes in all tuples that are reachable from the root
 * (docs/format.md, section 9). Stateless.
 */
final class LiveEntries {

    private LiveEntries() {}

    static long count(Tuple root) {
        CompositeWalk walk = CompositeWalk.onceByNumber(new BitSet());
        walk.add(root);
        long count = 0;
        while (walk.hasNext()) {
            switch (walk.next()) {
                case Tuple tuple -> count += meetAttributes(walk, tuple);
                case VectorValue vector -> walk.addMembers(vector);
            }
        }
        return count;
    }

    /** Pointers to the parent do not count: a compaction does not write them. */
    private static long meetAttributes(CompositeWalk walk, Tuple tuple) {
        long count = 0;
        for (int i = 0; i < tuple.size(); i++) {
            Symbol name = tuple.nameAt(i);
            if (!name.equals(Attributes.PARENT)) {
                count++;
                walk.add(tuple.valueAt(i));
            }
        }
        return count;
    }
}
