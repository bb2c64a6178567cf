// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;

/**
 * The permissions of new entries. The caller owns an entry; in a set-group-ID directory it gets the group of the
 * directory. Thread-safe.
 *
 * @param callers who makes the entries
 */
record NewEntryPermissions(Callers callers) {

    /**
     * Returns the permissions of an entry that a request makes.
     *
     * @param mode the mode; type bits have no effect
     */
    Permissions of(long request, Directory parent, int mode) {
        Caller caller = callers.of(request);
        Permissions around = parent.permissions();
        boolean inherits = (around.mode() & ModeBits.SET_GROUP_ID) != 0;
        return new Permissions(mode & Permissions.MODE_BITS, caller.user(), inherits ? around.gid() : caller.group());
    }
}
