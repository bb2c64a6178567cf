// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.function.LongConsumer;
import jnr.constants.platform.Errno;

/**
 * Clears the set-user-ID and set-group-ID bits of a file that an ordinary user changes, as every file system of Linux
 * does. The mount asks the kernel to leave these bits to it; otherwise the kernel would request
 * {@code security.capability} of the file before each write. The kernel removes that attribute itself.
 */
final class PrivilegeRemoval {

    private final Nodes nodes;
    private final Callers callers;
    private final OwnershipOverride ownership;
    private final LongConsumer forgetAttributes;

    /**
     * Creates the rule.
     *
     * @param ownership the groups that the mount shows
     * @param forgetAttributes makes the kernel request the attributes of an inode again, because the kernel caches the
     *     mode and does not expect a write to change it
     */
    PrivilegeRemoval(Nodes nodes, Callers callers, OwnershipOverride ownership, LongConsumer forgetAttributes) {
        this.nodes = nodes;
        this.callers = callers;
        this.ownership = ownership;
        this.forgetAttributes = forgetAttributes;
    }

    /**
     * Clears the bits that a change of the content clears.
     *
     * @param request the request that changes the content; a caller with {@code CAP_FSETID} keeps the bits
     * @param number the number of the file
     */
    void onChange(long request, long number) throws IOException {
        if (!(nodes.get(number) instanceof RegularFile file)) {
            throw new ErrnoException(Errno.EINVAL);
        }
        Permissions stored = file.permissions();
        if (hasBits(stored) && !CallerCapability.FSETID.isOf(callers.of(request))) {
            Permissions cleared = cleared(request, stored);
            if (!cleared.equals(stored)) {
                file.setPermissions(cleared);
            }
            forgetAttributes.accept(number);
        }
    }

    /**
     * Returns what a new owner leaves of the bits, even when root sets it.
     *
     * @param permissions those of a file, link, socket, fifo or device with the new owner; a directory keeps the bits
     */
    Permissions ofNewOwner(long request, Permissions permissions) {
        return hasBits(permissions) ? cleared(request, permissions) : permissions;
    }

    private static boolean hasBits(Permissions permissions) {
        return (permissions.mode() & (ModeBits.SET_USER_ID | ModeBits.SET_GROUP_ID)) != 0;
    }

    private Permissions cleared(long request, Permissions permissions) {
        int mode = permissions.mode() & ~ModeBits.SET_USER_ID;
        if ((mode & ModeBits.GROUP_EXECUTE) != 0
                || !isInGroup(request, ownership.of(permissions).gid())) {
            mode &= ~ModeBits.SET_GROUP_ID;
        }
        return new Permissions(mode, permissions.uid(), permissions.gid());
    }

    /** Returns whether the caller may keep the bit of a file that its group may not execute. */
    private boolean isInGroup(long request, long group) {
        Caller caller = callers.of(request);
        return caller.group() == group
                || CallerCapability.FSETID.isOf(caller)
                || callers.otherGroups(request).contains(group);
    }
}
