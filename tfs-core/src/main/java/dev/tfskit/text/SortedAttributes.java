// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Tuple;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The attributes of tuples in the order of the bytes of their names. The order of a large tuple is kept, because an
 * image can refer to it in many places; the tuples must not change meanwhile. Not thread-safe.
 */
public final class SortedAttributes {

    /** The order of fewer attributes is found fast, and an entry of the map takes more memory than it. */
    private static final int KEPT_FROM = 64;

    /** The positions of the attributes in their order, which take less memory than the tuple. */
    private final Map<Tuple, int[]> orders = new HashMap<>();

    /** Creates an object that keeps nothing yet. */
    public SortedAttributes() {}

    /**
     * Returns the attributes of a tuple.
     *
     * @param tuple the tuple
     * @return the same attributes as {@link Tuple#sorted}
     */
    public Stream<Tuple.Attribute> of(Tuple tuple) {
        return tuple.size() < KEPT_FROM
                ? tuple.sorted().stream()
                : IntStream.of(orders.computeIfAbsent(tuple, SortedAttributes::order))
                        .mapToObj(at -> new Tuple.Attribute(tuple.nameAt(at), tuple.valueAt(at)));
    }

    private static int[] order(Tuple tuple) {
        return IntStream.range(0, tuple.size())
                .boxed()
                .sorted(Comparator.comparing(tuple::nameAt))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
