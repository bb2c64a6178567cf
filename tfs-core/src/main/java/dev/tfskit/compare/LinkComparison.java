// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.SharedInodes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Compares the hard links of two volumes: which names belong to the same inode. Not thread-safe. */
final class LinkComparison {

    private final SharedInodes firstShared;
    private final SharedInodes secondShared;
    private final Map<Inode, TreePath> firstNames = new HashMap<>();
    private final Map<Inode, TreePath> secondNames = new HashMap<>();

    LinkComparison(SharedInodes first, SharedInodes second) {
        firstShared = first;
        secondShared = second;
    }

    Optional<Difference> compare(TreePath path, Inode first, Inode second) {
        if (!firstShared.contains(first) && !secondShared.contains(second)) {
            return Optional.empty();
        }
        Optional<TreePath> before = Optional.ofNullable(firstNames.putIfAbsent(first, path));
        Optional<TreePath> other = Optional.ofNullable(secondNames.putIfAbsent(second, path));
        // One walk makes the paths of both sides, so the same path is the same object.
        return before.equals(other) ? Optional.empty() : Optional.of(new Difference.LinkDiffers(path, before, other));
    }
}
