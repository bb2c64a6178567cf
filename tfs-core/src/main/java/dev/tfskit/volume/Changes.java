// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which attributes were set or removed since the log was last written. Only those of tuples that the log holds already
 * are noted: what is new is found from them. Not thread safe.
 */
final class Changes {

    /** The changed attributes; true if the log holds no earlier entry for the name. */
    private final Map<Tuple, Map<Symbol, Boolean>> attributes = new LinkedHashMap<>();

    /**
     * Notes that an attribute was set.
     *
     * @param isNew whether the tuple did not have it before
     * @return false when that is known already
     */
    boolean noteSet(Tuple tuple, Symbol name, boolean isNew) {
        return attributes.computeIfAbsent(tuple, _ -> new LinkedHashMap<>(4)).putIfAbsent(name, isNew) == null;
    }

    /**
     * Notes that an attribute was removed. One that came and went between two commits is forgotten.
     *
     * @return whether the log must say so
     */
    boolean noteRemoved(Tuple tuple, Symbol name) {
        Map<Symbol, Boolean> noted = attributes.computeIfAbsent(tuple, _ -> new LinkedHashMap<>(4));
        boolean isUnknown = noted.getOrDefault(name, false);
        if (isUnknown) {
            noted.remove(name);
        } else {
            noted.put(name, false);
        }
        if (noted.isEmpty()) {
            attributes.remove(tuple);
        }
        return !isUnknown;
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** How many tuples were changed. */
    int size() {
        return attributes.size();
    }

    /** Forgets what is noted of a tuple that no longer belongs to anything. */
    void forget(Tuple tuple) {
        attributes.remove(tuple);
    }

    Set<Map.Entry<Tuple, Map<Symbol, Boolean>>> entries() {
        return attributes.entrySet();
    }

    void clear() {
        attributes.clear();
    }

    /** Whether the log holds a tuple. */
    static boolean isLogged(Tuple tuple) {
        return tuple.number() != Composite.UNNUMBERED;
    }
}
