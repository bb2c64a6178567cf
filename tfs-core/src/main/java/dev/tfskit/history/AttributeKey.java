// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.Comparator;

/**
 * An attribute of a tuple of the log, as the key of a hash map. Keys are comparable, because an image can choose names
 * of equal hash, and a {@code HashMap} keeps such keys in a tree only if they are comparable with their own class.
 */
record AttributeKey(Tuple tuple, Symbol name) implements Comparable<AttributeKey> {

    private static final Comparator<AttributeKey> ORDER =
            Comparator.comparing(AttributeKey::name).thenComparingInt(key -> key.tuple.number());

    @Override
    public int compareTo(AttributeKey other) {
        return ORDER.compare(this, other);
    }
}
