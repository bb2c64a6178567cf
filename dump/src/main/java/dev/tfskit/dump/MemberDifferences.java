// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.Attributes;
import dev.tfskit.text.SortedAttributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.DeepEquality;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members that differ between two tuples. The work on two tuples is in proportion to the smaller one and to the
 * texts in it. Many inodes can refer to the same two tuples, so the work is done once when both are large, and seldom
 * again when one is small. Not thread-safe.
 */
final class MemberDifferences {

    private static final int MOST_MEMBERS = 200;

    /** An image can have as many pairs with a small tuple as it has inodes. */
    private static final int KEPT_SMALL_PAIRS = 1000;

    private final DeepEquality equality = new DeepEquality(Attributes.PARENT::equals);
    private final SortedAttributes sorted;
    private final Map<Pair, Differing> large = new HashMap<>();
    private final Map<Pair, Differing> small = new RecentEntries<>(KEPT_SMALL_PAIRS);

    /** Creates an object that takes the order of the members from {@code sorted}. */
    MemberDifferences(SortedAttributes sorted) {
        this.sorted = sorted;
    }

    /** Two tuples, which are compared by identity. */
    private record Pair(Tuple smaller, Tuple larger) {}

    /**
     * Names of members.
     *
     * @param first the first names, in the order of their bytes
     * @param more the number of the others
     */
    record Differing(List<Symbol> first, int more) {}

    Differing between(Tuple before, Tuple after) {
        Pair pair = before.size() < after.size() ? new Pair(before, after) : new Pair(after, before);
        return (pair.smaller.size() <= MOST_MEMBERS ? small : large).computeIfAbsent(pair, this::find);
    }

    private Differing find(Pair pair) {
        int count = count(pair);
        Set<Symbol> names = new TreeSet<>(pair.smaller.names());
        // So many names are enough: at most as many members as the smaller tuple has can be equal, so at least
        // MOST_MEMBERS of these names differ.
        sorted.of(pair.larger)
                .limit(MOST_MEMBERS + pair.smaller.size())
                .forEach(attribute -> names.add(attribute.name()));
        List<Symbol> first = names.stream()
                .filter(name -> !isSame(pair, name))
                .limit(MOST_MEMBERS)
                .toList();
        return new Differing(first, count - first.size());
    }

    private int count(Pair pair) {
        int count = pair.smaller.size() + pair.larger.size();
        for (Symbol name : pair.smaller.names()) {
            if (pair.larger.has(name)) {
                count -= isSame(pair, name) ? 2 : 1;
            }
        }
        return count;
    }

    private boolean isSame(Pair pair, Symbol name) {
        return pair.smaller
                .get(name)
                .flatMap(value -> pair.larger.get(name).map(other -> equality.test(value, other)))
                .orElse(false);
    }
}
