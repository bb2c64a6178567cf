// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of tuples in the order of the bytes of their names. The order of a large tuple is kept, because an
 * image can refer to it in many places; the tuples must not change meanwhile. Not thread-safe.
 */
public final class SortedAttributes {

    /** The order of fewer attributes is found as fast as it is looked up. */
    private static final int KEPT_FROM = 16;

    private final Map<Tuple, List<Tuple.Attribute>> kept = new HashMap<>();

    /** Creates an object that keeps nothing yet. */
    public SortedAttributes() {}

    /**
     * Returns the attributes of a tuple.
     *
     * @param tuple the tuple
     * @return the same as {@link Tuple#sorted}
     */
    public List<Tuple.Attribute> of(Tuple tuple) {
        return tuple.size() < KEPT_FROM ? tuple.sorted() : kept.computeIfAbsent(tuple, Tuple::sorted);
    }
}
