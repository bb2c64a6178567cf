// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.DeepEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members that differ between two tuples. They are kept for each pair, because many inodes can refer to the same
 * tuples of many members. Not thread-safe.
 */
final class MemberDifferences {

    private static final int MOST_MEMBERS = 200;

    private final DeepEquality equality = new DeepEquality(Attributes.PARENT::equals);
    private final Map<Pair, Differing> known = new HashMap<>();

    /** Two tuples, which are compared by identity. */
    private record Pair(Tuple first, Tuple second) {}

    /**
     * Names of members.
     *
     * @param first the first names, in the order of their bytes
     * @param more the number of the others
     */
    record Differing(List<Symbol> first, int more) {}

    Differing between(Tuple before, Tuple after) {
        return known.computeIfAbsent(new Pair(before, after), this::find);
    }

    private Differing find(Pair pair) {
        Set<Symbol> names = new TreeSet<>(pair.first.names());
        names.addAll(pair.second.names());
        List<Symbol> differing = new ArrayList<>();
        int more = 0;
        for (Symbol name : names) {
            // A name comes from one of the tuples, so one of the values is there.
            boolean isSame = pair.first
                    .get(name)
                    .flatMap(value -> pair.second.get(name).map(other -> equality.test(value, other)))
                    .orElse(false);
            if (isSame) {
                continue;
            }
            if (differing.size() == MOST_MEMBERS) {
                more++;
            } else {
                differing.add(name);
            }
        }
        return new Differing(List.copyOf(differing), more);
    }
}
