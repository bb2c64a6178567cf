// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.schema.TreePath;
import java.util.List;

/**
 * The part of a tree to which a view is limited.
 *
 * @param starts the entries at which the view begins; the root for the whole tree
 */
record PathScope(List<TreePath> starts) {

    /** Returns whether an entry is at or below one of the starts. */
    boolean covers(TreePath path) {
        return starts.stream().anyMatch(start -> isAtOrBelow(path, start));
    }

    /** Returns whether an entry is covered, or is a directory on the way to a start. */
    boolean reaches(TreePath path) {
        return starts.stream().anyMatch(start -> isAtOrBelow(path, start) || isAtOrBelow(start, path));
    }

    private static boolean isAtOrBelow(TreePath path, TreePath start) {
        return path.depth() >= start.depth() && path.ancestor(start.depth()).equals(start);
    }
}
