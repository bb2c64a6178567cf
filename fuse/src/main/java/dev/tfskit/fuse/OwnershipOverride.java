// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How modes and owners look on a mount, whatever the volume holds.
 *
 * @param user the owner of everything, if there is to be one
 * @param group the group of everything, if there is to be one
 * @param mask permission bits that nothing has, if there are to be such
 */
record OwnershipOverride(Optional<Long> user, Optional<Long> group, OptionalInt mask) {

    /** Everything looks as the volume says. */
    static final OwnershipOverride AS_STORED =
            new OwnershipOverride(Optional.empty(), Optional.empty(), OptionalInt.empty());

    Permissions of(Permissions stored) {
        return new Permissions(stored.mode() & ~mask.orElse(0), user.orElse(stored.uid()), group.orElse(stored.gid()));
    }
}
