// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Permissions;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of mode, owner and times of an inode, which is made as a whole. What is empty stays as it is. A time outside
 * 1970 to 2106 becomes the nearest one.
 *
 * @param permissions mode, owner and group; the default of the kind is not stored
 * @param accessed the time of the last access (atime)
 * @param modified the time of the last change of the content (mtime)
 * @param changed the time of the last change of the inode (ctime); when this is empty, it becomes the time of this
 *     change
 */
public record StatusChange(
        Optional<Permissions> permissions,
        Optional<Instant> accessed,
        Optional<Instant> modified,
        Optional<Instant> changed) {

    /**
     * Returns a change of times.
     *
     * @param accessed the time of the last access (atime)
     * @param modified the time of the last change of the content (mtime)
     * @return the change
     */
    public static StatusChange ofTimes(Optional<Instant> accessed, Optional<Instant> modified) {
        return new StatusChange(Optional.empty(), accessed, modified, Optional.empty());
    }

    /**
     * Returns a change of mode, owner and group.
     *
     * @param permissions the new ones
     * @return the change
     */
    public static StatusChange of(Permissions permissions) {
        return new StatusChange(Optional.of(permissions), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
