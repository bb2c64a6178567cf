// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.TreePath;
import java.util.Optional;

/**
 * Where an inode was when a record changed something about it.
 *
 * @param tuple the inode's number in the dictionary of the log, which stays the same through all its names
 * @param path its path; the last one it had when it has none any more; empty when it never had one, or lies absurdly
 *     deep
 * @param present whether the path led to it
 */
public record ChangeLocation(int tuple, Optional<TreePath> path, boolean present) {

    /** In words. */
    @Override
    public String toString() {
        if (path.isEmpty()) {
            return "tuple " + tuple + " (without a name)";
        }
        return present ? path.get().toString() : path.get() + " (removed)";
    }
}
