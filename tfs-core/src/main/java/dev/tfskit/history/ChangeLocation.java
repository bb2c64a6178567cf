// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.TreePath;
import java.util.Optional;

/**
 * The location of an inode when a record changed it.
 *
 * @param tuple the number of the inode in the dictionary of the log; all names of an inode share it
 * @param path the path of the inode; its last path when it has none any more; empty when it never had one, or when the
 *     path has too many names to follow
 * @param present whether the path led to the inode at that moment
 */
public record ChangeLocation(int tuple, Optional<TreePath> path, boolean present) {

    /** Returns the location in words. */
    @Override
    public String toString() {
        if (path.isEmpty()) {
            return "tuple " + tuple + " (without a name)";
        }
        return path.get() + (present ? "" : " (removed)");
    }
}
