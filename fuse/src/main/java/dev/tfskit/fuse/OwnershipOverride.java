// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The owners and modes that a mount shows in place of those in the volume.
 *
 * @param user the owner of everything, if overridden
 * @param group the group of everything, if overridden
 * @param mask permission bits that are removed from every mode, if given
 */
record OwnershipOverride(Optional<Long> user, Optional<Long> group, OptionalInt mask) {

    /** Shows owners and modes as they are stored. */
    static final OwnershipOverride AS_STORED =
            new OwnershipOverride(Optional.empty(), Optional.empty(), OptionalInt.empty());

    Permissions of(Permissions stored) {
        return new Permissions(stored.mode() & ~mask.orElse(0), user.orElse(stored.uid()), group.orElse(stored.gid()));
    }
}
