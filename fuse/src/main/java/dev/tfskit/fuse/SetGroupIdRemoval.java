// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.function.LongConsumer;
import jnr.constants.platform.Errno;
import ru.serce.jnrfuse.struct.FileStat;

/**
 * Clears the set-group-ID bit of a file that its group may not execute, when an ordinary user outside of that group
 * changes the content. The kernel itself clears the set-user-ID bit and the set-group-ID bit of an executable file, and
 * removes the capabilities; on FUSE it leaves this one case to the file system.
 */
final class SetGroupIdRemoval {

    private static final long ROOT = 0;

    private final MountContext mounted;
    private final LongConsumer forgetAttributes;

    /**
     * Creates the rule.
     *
     * @param forgetAttributes makes the kernel ask for the attributes of an inode again: it caches the mode, which a
     *     write does not change
     */
    SetGroupIdRemoval(MountContext mounted, LongConsumer forgetAttributes) {
        this.mounted = mounted;
        this.forgetAttributes = forgetAttributes;
    }

    /**
     * Clears the bit where it has to go.
     *
     * @param request the request that changes the content
     * @param number the number of the file
     */
    void onChange(long request, long number) throws IOException {
        if (!(mounted.nodes().get(number) instanceof RegularFile file)) {
            throw new ErrnoException(Errno.EINVAL);
        }
        Permissions stored = file.permissions();
        if ((stored.mode() & (FileStat.S_ISGID | FileStat.S_IXGRP)) == FileStat.S_ISGID
                && !mayKeep(request, mounted.appearance().of(stored).gid())) {
            file.setPermissions(new Permissions(stored.mode() & ~FileStat.S_ISGID, stored.uid(), stored.gid()));
            forgetAttributes.accept(number);
        }
    }

    private boolean mayKeep(long request, long group) {
        Replies.Caller caller = mounted.replies().caller(request);
        return caller.user() == ROOT
                || caller.group() == group
                || mounted.replies().otherGroups(request).contains(group);
    }
}
