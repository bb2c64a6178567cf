// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The attributes that were set or removed since the last commit. Only tuples that are in the log are noted here; the
 * encoder reaches new tuples from them. Not thread-safe.
 */
final class Changes {

    /** The changed attributes; true if the log holds no earlier entry for the name. */
    private final Map<Tuple, Map<Symbol, Boolean>> attributes = new LinkedHashMap<>();

    /**
     * Notes that an attribute was set.
     *
     * @param isNew whether the tuple did not have it before
     * @return false if the attribute was noted before
     */
    boolean noteSet(Tuple tuple, Symbol name, boolean isNew) {
        return attributes.computeIfAbsent(tuple, _ -> new LinkedHashMap<>(4)).putIfAbsent(name, isNew) == null;
    }

    /**
     * Notes that an attribute was removed. An attribute that was added since the last commit needs no entry.
     *
     * @return true if the log needs an entry for the removal
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

    /** Returns the number of changed tuples. */
    int size() {
        return attributes.size();
    }

    /** Drops the noted changes of a removed tuple. */
    void forget(Tuple tuple) {
        attributes.remove(tuple);
    }

    Set<Map.Entry<Tuple, Map<Symbol, Boolean>>> entries() {
        return attributes.entrySet();
    }

    void clear() {
        attributes.clear();
    }

    /** Returns whether a tuple is in the log. */
    static boolean isLogged(Tuple tuple) {
        return tuple.number() != Composite.UNNUMBERED;
    }
}
