// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Limits;
import dev.tfskit.schema.Permissions;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.StatusChange;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import jnr.constants.platform.Errno;

/** Answers the requests about attributes of inodes, extended attributes included. Thread-safe. */
final class AttributeOperations {

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
    /** Flags of {@code setxattr}. */
    private static final int CREATE = 1;

    private static final int REPLACE = 2;

    private final MountContext mounted;
    private final FileOperations files;
    private final PrivilegeRemoval privileges;
    private final InstantSource clock;
    /** The value of {@link MountDaemon#ATTRIBUTE}. */
    private final Text daemon;

    AttributeOperations(
            MountContext mounted,
            FileOperations files,
            PrivilegeRemoval privileges,
            InstantSource clock,
            MountDaemon daemon) {
        this.mounted = mounted;
        this.files = files;
        this.privileges = privileges;
        this.clock = clock;
        this.daemon = Text.of(daemon.text());
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.GETATTR,
                (request, number, info) -> mounted.answer(request, () -> {
                    files.checkLostWrites(number, info);
                    mounted.replies()
                            .attributes(request, mounted.status(mounted.nodes().get(number)));
                }));
        table.set(
                OperationTable.Operation.SETATTR,
                (request, number, attributes, which, info) ->
                        mounted.answer(request, () -> set(request, number, attributes, (int) which, info)));
        table.set(
                OperationTable.Operation.READLINK,
                (request, number) -> mounted.answer(request, () -> readLink(request, number)));
        table.set(
                OperationTable.Operation.STATFS,
                (request, _) -> mounted.answer(request, () -> {
                    // Read before the statistics: blocks that become free in between must not count twice.
                    long freedSoon = mounted.nameless().newestBlocks();
                    Volume.Statistics found = mounted.volume().statistics();
                    long free = Math.min(found.blocks(), found.freeBlocks() + freedSoon);
                    mounted.replies().statistics(request, found.blocks(), free, found.inodes(), Limits.NAME_BYTES);
                }));
        table.set(
                OperationTable.Operation.SETXATTR,
                (request, number, name, value, size, flags) -> mounted.answer(request, () -> {
                    setExtended(
                            mounted.nodes().get(number),
                            NameOperations.name(name),
                            Text.wrap(NativeMemory.bytes(value, (int) size)),
                            (int) flags);
                    mounted.replies().success(request);
                }));
        table.set(
                OperationTable.Operation.GETXATTR,
                (request, number, name, room) -> mounted.answer(
                        request,
                        () -> getExtended(request, mounted.nodes().get(number), NameOperations.name(name), room)));
        table.set(
                OperationTable.Operation.LISTXATTR,
                (request, number, room) -> mounted.answer(
                        request, () -> listExtended(request, mounted.nodes().get(number), room)));
        table.set(
                OperationTable.Operation.REMOVEXATTR,
                (request, number, name) -> mounted.answer(request, () -> {
                    Symbol attribute = NameOperations.name(name);
                    AttributeRules.check(attribute);
                    mounted.nodes().get(number).removeExtendedAttribute(attribute);
                    mounted.replies().success(request);
                }));
    }

    private void set(long request, long number, long attributes, int which, long info) throws IOException {
        Inode inode = mounted.nodes().get(number);
        StatLayout layout = mounted.replies().layout();
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
                accessed = Optional.of(MountContext.accessed(inode));
            }
            inode.change(new StatusChange(permissions, accessed, moved, changed));
        }
        mounted.replies().attributes(request, mounted.status(inode));
    }

    private Permissions permissions(long request, Inode inode, long attributes, int which) throws IOException {
        StatLayout layout = mounted.replies().layout();
        Permissions old = inode.permissions();
        Permissions wanted = new Permissions(
                (which & MODE) != 0 ? layout.mode(attributes) & ModeBits.ALL : old.mode(),
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
        RegularFile file = mounted.file(number);
        try (OpenFile open = file.open()) {
            truncate(open, length, modified);
        }
    }

    /**
     * A kernel that collects written bytes sends the time of a cut. It sends none when the file has this length already
     * and is to keep its time.
     */
    private void truncate(OpenFile file, long length, Optional<Instant> modified) throws IOException {
        if (mounted.policy() == WritePolicy.BACK && modified.isEmpty()) {
            file.truncateKeepingTimes(length);
        } else {
            file.truncate(length);
        }
    }

    private void readLink(long request, long number) throws IOException {
        if (!(mounted.nodes().get(number) instanceof SymbolicLink link)) {
            throw new ErrnoException(Errno.EINVAL);
        }
        // The kernel cuts a target at a NUL, and has no room for a target of more than 4095 bytes.
        SymbolicLink.checkTarget(link.target());
        mounted.replies().link(request, link.target().toByteArray());
    }

    private static void setExtended(Inode inode, Symbol name, Text value, int flags) throws IOException {
        AttributeRules.check(name);
        if ((flags & CREATE) != 0) {
            inode.createExtendedAttribute(name, value);
        } else if ((flags & REPLACE) != 0) {
            inode.replaceExtendedAttribute(name, value);
        } else {
            inode.setExtendedAttribute(name, value);
        }
    }

    private void getExtended(long request, Inode inode, Symbol name, long room) throws IOException {
        Text value = name.equals(MountDaemon.ATTRIBUTE) ? daemon : stored(inode, name);
        if (room != 0 && value.length() > room) {
            throw new ErrnoException(Errno.ERANGE);
        }
        mounted.replies().sized(request, value.toByteArray(), room);
    }

    private static Text stored(Inode inode, Symbol name) throws ErrnoException {
        AttributeRules.check(name);
        return inode.extendedAttribute(name).orElseThrow(() -> new ErrnoException(AttributeRules.missing(name)));
    }

    private void listExtended(long request, Inode inode, long room) throws IOException {
        Replies.Caller caller = mounted.replies().caller(request);
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (Symbol name : inode.extendedAttributes().keySet()) {
            if (AttributeRules.isListed(name, caller)) {
                names.writeBytes(name.toByteArray());
                names.write(0);
            }
        }
        if (room != 0 && names.size() > room) {
            throw new ErrnoException(Errno.ERANGE);
        }
        mounted.replies().sized(request, names.toByteArray(), room);
    }
}
