// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A table of the parent of each directory, and of the number of directories in each. The log stores neither. Not
 * thread-safe.
 */
final class DirectoryParents {

    private final Map<Tuple, Tuple> parents = new HashMap<>();
    private final Map<Tuple, Integer> counts = new HashMap<>();

    /** Returns the parent of a directory; empty for the root and for a removed directory. */
    Optional<Tuple> parent(Tuple directory) {
        return Optional.ofNullable(parents.get(directory));
    }

    /** Returns the number of directories in a directory. */
    int subdirectories(Tuple directory) {
        return counts.getOrDefault(directory, 0);
    }

    /** Sets the parent of a directory, and replaces an earlier parent. */
    void put(Tuple directory, Tuple parent) {
        remove(directory);
        parents.put(directory, parent);
        counts.merge(parent, 1, Integer::sum);
    }

    /** Removes a directory from the table; does nothing if it is not there. */
    void remove(Tuple directory) {
        Tuple parent = parents.remove(directory);
        if (parent != null) {
            counts.computeIfPresent(parent, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
