// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** In which directory each directory is, and how many are in each. Not thread safe. */
final class DirectoryParents {

    private final Map<Tuple, Tuple> parents = new HashMap<>();
    private final Map<Tuple, Integer> counts = new HashMap<>();

    /** The directory that another one is in; empty for the root, and for one that was removed. */
    Optional<Tuple> parent(Tuple directory) {
        return Optional.ofNullable(parents.get(directory));
    }

    /** How many directories are in one. */
    int subdirectories(Tuple directory) {
        return counts.getOrDefault(directory, 0);
    }

    /** A directory is in this one now, and no longer where it was. */
    void put(Tuple directory, Tuple parent) {
        remove(directory);
        parents.put(directory, parent);
        counts.merge(parent, 1, Integer::sum);
    }

    /** A directory is nowhere any more, if it was anywhere. */
    void remove(Tuple directory) {
        Tuple parent = parents.remove(directory);
        if (parent != null) {
            counts.computeIfPresent(parent, (_, count) -> count == 1 ? null : count - 1);
        }
    }
}
