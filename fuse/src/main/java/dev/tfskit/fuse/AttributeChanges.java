// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Permissions;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.StatusChange;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the changes of attributes that {@code setattr} requests: mode, owner, size and times. Thread-safe. */
final class AttributeChanges {

    /** The attributes that {@code setattr} sets, as bits. */
    private static final int MODE = 1;

    private static final int USER = 1 << 1;
    private static final int GROUP = 1 << 2;
    private static final int SIZE = 1 << 3;
    private static final int ACCESSED = 1 << 4;
    private static final int MODIFIED = 1 << 5;
    private static final int ACCESSED_NOW = 1 << 7;
    private static final int MODIFIED_NOW = 1 << 8;
    private static final int CHANGED = 1 << 10;

    private final StatLayout layout;
    private final Nodes nodes;
    private final OpenFiles files;
    private final PrivilegeRemoval privileges;
    private final WritePolicy policy;
    private final InstantSource clock;

    /**
     * Creates the changes of a mount.
     *
     * @param layout where a request has its attributes
     */
    AttributeChanges(
            StatLayout layout,
            Nodes nodes,
            OpenFiles files,
            PrivilegeRemoval privileges,
            WritePolicy policy,
            InstantSource clock) {
        this.layout = layout;
        this.nodes = nodes;
        this.files = files;
        this.privileges = privileges;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Changes attributes of an inode.
     *
     * @param attributes the address of the attributes, a {@code struct stat}
     * @param which the attributes to set, as bits
     * @param info the address of the {@code struct fuse_file_info} of an open file; 0 without one
     * @return the inode
     */
    Inode apply(long request, long number, long attributes, int which, long info) throws IOException {
        Inode inode = nodes.get(number);
        Optional<Permissions> permissions = (which & (MODE | USER | GROUP)) == 0
                ? Optional.empty()
                : Optional.of(permissions(request, inode, attributes, which));
        // The kernel may have chosen the present time itself, and sends it as ctime; atime gets the same time.
        Instant now = (which & CHANGED) != 0 ? layout.changed(attributes) : clock.instant();
        Optional<Instant> accessed = time(which, ACCESSED, ACCESSED_NOW, layout.accessed(attributes), now);
        Optional<Instant> modified = time(which, MODIFIED, MODIFIED_NOW, layout.modified(attributes), now);
        Optional<Instant> changed = time(which, CHANGED, 0, layout.changed(attributes), now);
        if ((which & SIZE) != 0) {
            if (permissions.isPresent()) {
                inode.setPermissions(permissions.get());
            }
            // After the new mode is stored: this clears set-user-ID and set-group-ID in it.
            privileges.onChange(request, number);
            truncate(number, layout.bytes(attributes), info, modified);
            if (Stream.of(accessed, modified, changed).anyMatch(Optional::isPresent)) {
                setTimesIfThereIsRoom(inode, new StatusChange(Optional.empty(), accessed, modified, changed));
            }
        } else if (Stream.of(permissions, accessed, modified, changed).anyMatch(Optional::isPresent)) {
            // When only ctime changes, as by a rename, the kernel sends mtime, too, with the value that it has from the
            // mount. That is no change, and an image that stores no mtime gets none.
            Optional<Instant> moved = modified.filter(time -> !time.equals(inode.modified()));
            // An atime that is not stored is shown as mtime. When a program changes mtime, the old atime is stored, so
            // that it stays. A request with an open file is not from a program: with it, the kernel sends the mtime of
            // bytes that it had collected.
            if (info == 0
                    && moved.isPresent()
                    && accessed.isEmpty()
                    && inode.storedAccessed().isEmpty()) {
                accessed = Optional.of(Appearance.accessed(inode));
            }
            inode.change(new StatusChange(permissions, accessed, moved, changed));
        }
        return inode;
    }

    private Permissions permissions(long request, Inode inode, long attributes, int which) throws IOException {
        Permissions old = inode.permissions();
        Permissions wanted = new Permissions(
                (which & MODE) != 0 ? layout.mode(attributes) & Permissions.MODE_BITS : old.mode(),
                (which & USER) != 0 ? layout.user(attributes) : old.uid(),
                (which & GROUP) != 0 ? layout.group(attributes) : old.gid());
        return (which & MODE) == 0 && !(inode instanceof Directory) ? privileges.ofNewOwner(request, wanted) : wanted;
    }

    /**
     * The file is cut already, and has a new time. A failure to set its times must not look as if the cut had failed.
     */
    private static void setTimesIfThereIsRoom(Inode inode, StatusChange times) throws IOException {
        try {
            inode.change(times);
        } catch (NoSpaceException logIsFull) {
            // The times of the cut stay.
        }
    }

    /** Returns the time that a request sets; empty when it sets none. */
    private static Optional<Instant> time(int which, int given, int toNow, Instant time, Instant now) {
        if ((which & toNow) != 0) {
            return Optional.of(now);
        }
        return (which & given) != 0 ? Optional.of(time) : Optional.empty();
    }

    private void truncate(long number, long length, long info, Optional<Instant> modified) throws IOException {
        if (info != 0) {
            truncate(files.get(info), length, modified);
            return;
        }
        try (OpenFile open = nodes.file(number).open()) {
            truncate(open, length, modified);
        }
    }

    /**
     * A kernel that collects written bytes sends the time of a cut. It sends none when the file has this length already
     * and is to keep its time.
     */
    private void truncate(OpenFile file, long length, Optional<Instant> modified) throws IOException {
        if (policy == WritePolicy.BACK && modified.isEmpty()) {
            file.truncateKeepingTimes(length);
        } else {
            file.truncate(length);
        }
    }
}
