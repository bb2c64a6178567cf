// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.PathLookup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a tree to which a view is limited.
 *
 * @param starts the entries at which the view begins; the root for the whole tree
 * @param links the links that lead to the starts
 */
record PathScope(Set<TreePath> starts, Set<TreePath> links) {

    /** The whole tree. */
    static final PathScope ALL = new PathScope(Set.of(TreePath.ROOT), Set.of());

    /** Returns the scope of entries that were found. */
    static PathScope of(List<PathLookup.Found> found) {
        return new PathScope(
                found.stream().map(PathLookup.Found::path).collect(Collectors.toSet()),
                found.stream().flatMap(each -> each.links().stream()).collect(Collectors.toSet()));
    }

    /** Returns whether an entry is at or below one of the starts. */
    boolean covers(TreePath path) {
        return starts.stream().anyMatch(start -> isAtOrBelow(path, start));
    }

    /** Returns whether an entry is covered, or is a directory on the way to a start or a link. */
    boolean reaches(TreePath path) {
        return starts.stream().anyMatch(start -> isAtOrBelow(path, start) || isAtOrBelow(start, path))
                || links.stream().anyMatch(link -> isAtOrBelow(link, path));
    }

    private static boolean isAtOrBelow(TreePath path, TreePath start) {
        return path.depth() >= start.depth() && path.ancestor(start.depth()).equals(start);
    }
}
