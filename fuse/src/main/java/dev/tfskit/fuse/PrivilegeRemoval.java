// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Inode;
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

    private final MountContext mounted;
    private final LongConsumer forgetAttributes;

    /**
     * Creates the rule.
     *
     * @param forgetAttributes makes the kernel request the attributes of an inode again, because the kernel caches the
     *     mode and does not expect a write to change it
     */
    PrivilegeRemoval(MountContext mounted, LongConsumer forgetAttributes) {
        this.mounted = mounted;
        this.forgetAttributes = forgetAttributes;
    }

    /**
     * Clears the bits that a change of the content clears.
     *
     * @param request the request that changes the content; a caller with {@code CAP_FSETID} keeps the bits
     * @param number the number of the file
     */
    void onChange(long request, long number) throws IOException {
        if (!(mounted.nodes().get(number) instanceof RegularFile file)) {
            throw new ErrnoException(Errno.EINVAL);
        }
        if (hasBits(file.permissions().mode())
                && !CallerCapability.FSETID.isOf(mounted.replies().caller(request))) {
            clear(request, file);
            forgetAttributes.accept(number);
        }
    }

    /**
     * Clears the bits that a change of the owner clears, even when root makes it.
     *
     * @param inode a file, link, socket, fifo or device; a directory keeps the bits
     */
    void onNewOwner(long request, Inode inode) throws IOException {
        if (hasBits(inode.permissions().mode())) {
            clear(request, inode);
        }
    }

    private static boolean hasBits(int mode) {
        return (mode & (ModeBits.SET_USER_ID | ModeBits.SET_GROUP_ID)) != 0;
    }

    private void clear(long request, Inode inode) throws IOException {
        Permissions stored = inode.permissions();
        int mode = stored.mode() & ~ModeBits.SET_USER_ID;
        if ((mode & ModeBits.GROUP_EXECUTE) != 0
                || !isInGroup(request, mounted.appearance().of(stored).gid())) {
            mode &= ~ModeBits.SET_GROUP_ID;
        }
        if (mode != stored.mode()) {
            inode.setPermissions(new Permissions(mode, stored.uid(), stored.gid()));
        }
    }

    /** Returns whether the caller may keep the bit of a file that its group may not execute. */
    private boolean isInGroup(long request, long group) {
        Replies.Caller caller = mounted.replies().caller(request);
        return caller.group() == group
                || CallerCapability.FSETID.isOf(caller)
                || mounted.replies().otherGroups(request).contains(group);
    }
}
