// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions of the C library: converts arguments to native memory, and failures to exceptions. The object owns
 * the memory. Only the thread that creates it may use it.
 */
final class NativeCalls implements AutoCloseable {

    static final int AT_FDCWD = -100;

    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_UID_GID = 0x18;
    private static final int STATX_INO = 0x100;
    /** Offsets in a {@code struct statx}. */
    private static final int UID = 20;

    private static final int GID = 24;
    private static final int INODE = 32;
    private static final int DEVICE_MAJOR = 136;
    private static final int DEVICE_MINOR = 140;
    /**
     * The path of an entry of an open directory. Linux has no call that sets an extended attribute of a symbolic link
     * relative to a directory.
     */
    private static final String ENTRY_OF_DESCRIPTOR = "/proc/self/fd/%d/";

    /** {@code FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE}. */
    private static final int PUNCH_HOLE = 3;

    private static final int F_GETLK = 5;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    /** A {@code struct flock} begins with the type of the lock. */
    private static final int FLOCK_BYTES = 32;

    /** The most bytes that Linux allows for the value of an extended attribute and for the list of names. */
    private static final int ATTRIBUTE_BYTES = 1 << 16;

    private static final long OMIT = 0x3ffffffe;
    /** {@code chown} takes this number as a request to leave the owner or the group unchanged. */
    private static final long NO_OWNER = 0xffff_ffffL;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = arena.allocate(CFunction.ERRNO);
    private final MemorySegment first = arena.allocate(HostLimits.PATH_BYTES + 1);
    private final MemorySegment second = arena.allocate(HostLimits.PATH_BYTES + 1);
    /** A buffer for extended attributes, allocated at first use. */
    private @Nullable MemorySegment room;

    private final MemorySegment times = arena.allocate(ValueLayout.JAVA_LONG, 4);

    int open(int directory, byte[] name, int flags, int mode, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        return (int) check(file, CFunction.OPENAT, directory, path.address(), flags, mode, 0);
    }

    /** Opens a block device that nothing else claims, and returns the descriptor; -1 when it is claimed. */
    int claim(byte[] name, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        int flags = OpenFlags.READ_ONLY | OpenFlags.EXCLUSIVE | OpenFlags.CLOSE_ON_EXEC;
        long descriptor;
        do {
            descriptor = CFunction.OPENAT.call(errno, AT_FDCWD, path.address(), flags, 0, 0);
        } while (descriptor < 0 && errno() == Errno.EINTR);
        if (descriptor < 0 && errno() != Errno.EBUSY) {
            throw Errno.toException(errno(), file.toString());
        }
        return (int) descriptor;
    }

    /** Closes a descriptor through which no bytes were written, whatever the host says. */
    void release(int descriptor) {
        long result = CFunction.CLOSE.call(errno, descriptor, 0, 0, 0, 0);
        assert result == 0 || errno() != 0;
    }

    /**
     * Closes a descriptor that was written. Some file systems say only here that they could not keep all bytes. An
     * interrupted call is not repeated: the descriptor is closed in any case, and may belong to another file by then.
     */
    void close(int descriptor, Object file) throws IOException {
        if (CFunction.CLOSE.call(errno, descriptor, 0, 0, 0, 0) < 0) {
            throw Errno.toException(errno(), file.toString());
        }
    }

    /** Returns another descriptor of the same open file. */
    int duplicate(int descriptor, Object file) throws IOException {
        return (int) check(file, CFunction.DUP, descriptor, 0, 0, 0, 0);
    }

    /**
     * Returns the offset found, or -1 when there is none at or behind {@code offset}; empty when the file system cannot
     * tell.
     */
    OptionalLong seek(int descriptor, long offset, int whence, Object file) throws IOException {
        long found = CFunction.LSEEK.call(errno, descriptor, offset, whence, 0, 0);
        if (found >= 0) {
            return OptionalLong.of(found);
        }
        return switch (errno()) {
            case Errno.ENXIO -> OptionalLong.of(-1);
            // A server that stores files with holes, but answers no questions about holes.
            case Errno.EINVAL, Errno.ENOSYS, Errno.ENOTSUP -> OptionalLong.empty();
            default -> throw Errno.toException(errno(), file.toString());
        };
    }

    /** Writes all remaining bytes of a direct buffer. */
    void write(int descriptor, ByteBuffer source, long position, Object file) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            long bytes = MemorySegment.ofBuffer(source).address();
            long count = check(file, CFunction.PWRITE, descriptor, bytes, source.remaining(), at, 0);
            source.position(source.position() + (int) count);
            at += count;
        }
    }

    /**
     * Returns whether others have locked any part of the file; empty when its file system cannot tell. The descriptor
     * may be one for reading only.
     */
    Optional<Boolean> isLocked(int descriptor, Object file) throws IOException {
        // Zeros as the range stand for the whole file.
        MemorySegment lock = second.asSlice(0, FLOCK_BYTES).fill((byte) 0);
        lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
        if (CFunction.FCNTL.call(errno, descriptor, F_GETLK, lock.address(), 0, 0) >= 0) {
            return Optional.of(lock.get(ValueLayout.JAVA_SHORT, 0) != F_UNLCK);
        }
        return switch (errno()) {
            // A server that locks files, but answers no questions about locks.
            case Errno.EINVAL, Errno.ENOSYS, Errno.ENOTSUP -> Optional.empty();
            default -> throw Errno.toException(errno(), file.toString());
        };
    }

    void truncate(int descriptor, long length, Object file) throws IOException {
        check(file, CFunction.FTRUNCATE, descriptor, length, 0, 0, 0);
    }

    /**
     * Frees the storage of a range of a file, which reads as zeros then.
     *
     * @return false when the host cannot do that
     */
    boolean punchHole(int descriptor, long offset, long bytes) {
        if (!CFunction.FALLOCATE.exists()) {
            return false;
        }
        long result;
        do {
            result = CFunction.FALLOCATE.call(errno, descriptor, PUNCH_HOLE, offset, bytes, 0);
        } while (result < 0 && errno() == Errno.EINTR);
        return result == 0;
    }

    long effectiveUser() {
        return Integer.toUnsignedLong((int) CFunction.GETEUID.call(errno, 0, 0, 0, 0, 0));
    }

    void makeDirectory(int directory, byte[] name, int mode, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, CFunction.MKDIRAT, directory, path.address(), mode, 0, 0);
    }

    void unlink(int directory, byte[] name, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, CFunction.UNLINKAT, directory, path.address(), 0, 0, 0);
    }

    /** Renames an entry within its directory. */
    void rename(int directory, byte[] name, byte[] newName, Object file) throws IOException {
        MemorySegment from = text(first, name, file);
        MemorySegment to = text(second, newName, file);
        check(file, CFunction.RENAMEAT, directory, from.address(), directory, to.address(), 0);
    }

    void removeDirectory(int directory, byte[] name, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, CFunction.UNLINKAT, directory, path.address(), AT_REMOVEDIR, 0, 0);
    }

    void changeMode(int descriptor, int mode, Object file) throws IOException {
        check(file, CFunction.FCHMOD, descriptor, mode, 0, 0, 0);
    }

    void changeOwner(int descriptor, long uid, long gid, Object file) throws IOException {
        checkOwner(uid, gid, file);
        check(file, CFunction.FCHOWN, descriptor, uid, gid, 0, 0);
    }

    /**
     * Returns owner and group; empty where the C library lacks {@code statx}, the only call with the same layout on all
     * processors.
     */
    Optional<HostOwner> owner(int descriptor, Object file) throws IOException {
        if (!CFunction.STATX.exists()) {
            return Optional.empty();
        }
        MemorySegment path = text(first, new byte[0], file);
        check(file, CFunction.STATX, descriptor, path.address(), AT_EMPTY_PATH, STATX_UID_GID, second.address());
        return Optional.of(new HostOwner(
                Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, UID)),
                Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, GID))));
    }

    /**
     * Returns which file an entry is; empty where the C library lacks {@code statx}.
     *
     * @param flags 0 or {@link #AT_SYMLINK_NOFOLLOW}
     */
    Optional<FileIdentity> identity(int directory, byte[] name, int flags, Object file) throws IOException {
        if (!CFunction.STATX.exists()) {
            return Optional.empty();
        }
        MemorySegment path = text(first, name, file);
        check(file, CFunction.STATX, directory, path.address(), flags, STATX_INO, second.address());
        long major = Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, DEVICE_MAJOR));
        long minor = Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, DEVICE_MINOR));
        return Optional.of(
                new FileIdentity(major << Integer.SIZE | minor, second.get(ValueLayout.JAVA_LONG_UNALIGNED, INODE)));
    }

    void setModified(int descriptor, Instant modified, Object file) throws IOException {
        fill(modified);
        check(file, CFunction.FUTIMENS, descriptor, times.address(), 0, 0, 0);
    }

    void symbolicLink(byte[] target, int directory, byte[] name, Object file) throws IOException {
        MemorySegment to = text(first, target, file);
        MemorySegment path = text(second, name, file);
        check(file, CFunction.SYMLINKAT, to.address(), directory, path.address(), 0, 0);
    }

    void link(int oldDirectory, byte[] oldName, int directory, byte[] name, Object file) throws IOException {
        MemorySegment from = text(first, oldName, file);
        MemorySegment path = text(second, name, file);
        check(file, CFunction.LINKAT, oldDirectory, from.address(), directory, path.address(), 0);
    }

    /** Creates a socket, fifo or device that only its owner can use; {@code device} is 0 for the first two. */
    void makeNode(int directory, byte[] name, int type, long device, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, CFunction.MKNODAT, directory, path.address(), type | 0600, device, 0);
    }

    /** Changes the mode of what a path leads to. */
    void changeMode(byte[] path, int mode, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        check(file, CFunction.FCHMODAT, AT_FDCWD, at.address(), mode, 0, 0);
    }

    /** Changes owner and group of what a path leads to. */
    void changeOwner(byte[] path, long uid, long gid, Object file) throws IOException {
        checkOwner(uid, gid, file);
        MemorySegment at = text(first, path, file);
        check(file, CFunction.FCHOWNAT, AT_FDCWD, at.address(), uid, gid, 0);
    }

    /** Sets the mtime of what a path leads to. */
    void setModified(byte[] path, Instant modified, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        fill(modified);
        check(file, CFunction.UTIMENSAT, AT_FDCWD, at.address(), times.address(), 0, 0);
    }

    /** Changes owner and group of an entry; a symbolic link is not followed. */
    void changeOwner(int directory, byte[] name, long uid, long gid, Object file) throws IOException {
        checkOwner(uid, gid, file);
        MemorySegment path = text(first, name, file);
        check(file, CFunction.FCHOWNAT, directory, path.address(), uid, gid, AT_SYMLINK_NOFOLLOW);
    }

    private static void checkOwner(long uid, long gid, Object file) throws FileSystemException {
        if (uid == NO_OWNER || gid == NO_OWNER) {
            throw new FileSystemException(
                    file.toString(), null, NO_OWNER + " is not possible as an owner or group on Linux");
        }
    }

    /** Sets the mtime of an entry; a symbolic link is not followed. */
    void setModified(int directory, byte[] name, Instant modified, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        fill(modified);
        check(file, CFunction.UTIMENSAT, directory, path.address(), times.address(), AT_SYMLINK_NOFOLLOW, 0);
    }

    /**
     * Returns the names of the extended attributes, each followed by a NUL; empty where the file system does not
     * support extended attributes.
     */
    Optional<byte[]> extendedAttributeNames(byte[] path, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        MemorySegment room = room();
        return answer(
                CFunction.LLISTXATTR.call(errno, at.address(), room.address(), ATTRIBUTE_BYTES, 0, 0),
                Errno.ENOTSUP,
                file);
    }

    /** Returns the value of an extended attribute; empty when it does not exist. */
    Optional<byte[]> extendedAttribute(byte[] path, byte[] name, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        MemorySegment named = text(second, name, file);
        MemorySegment room = room();
        return answer(
                CFunction.LGETXATTR.call(errno, at.address(), named.address(), room.address(), ATTRIBUTE_BYTES, 0),
                Errno.ENODATA,
                file);
    }

    private MemorySegment room() {
        if (room == null) {
            room = arena.allocate(ATTRIBUTE_BYTES);
        }
        return room;
    }

    /**
     * Returns the bytes that a call has written to the buffer; empty when the call failed with the error
     * {@code nothing}.
     */
    private Optional<byte[]> answer(long count, int nothing, Object file) throws IOException {
        if (count >= 0) {
            return Optional.of(room().asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
        if (errno() == nothing) {
            return Optional.empty();
        }
        throw Errno.toException(errno(), file.toString());
    }

    void setExtendedAttribute(int descriptor, byte[] name, byte[] value, Object file) throws IOException {
        MemorySegment named = text(first, name, file);
        try (Arena shortLived = Arena.ofConfined()) {
            MemorySegment bytes = copy(value, shortLived);
            check(file, CFunction.FSETXATTR, descriptor, named.address(), bytes.address(), value.length, 0);
        }
    }

    /** Sets an extended attribute of what a path leads to. */
    void setExtendedAttribute(byte[] path, byte[] name, byte[] value, Object file) throws IOException {
        MemorySegment at = text(second, path, file);
        MemorySegment named = text(first, name, file);
        try (Arena shortLived = Arena.ofConfined()) {
            MemorySegment bytes = copy(value, shortLived);
            check(file, CFunction.SETXATTR, at.address(), named.address(), bytes.address(), value.length, 0);
        }
    }

    /** Sets an extended attribute of an entry; a symbolic link is not followed. */
    void setExtendedAttribute(int directory, byte[] entry, byte[] name, byte[] value, Object file) throws IOException {
        byte[] prefix = ENTRY_OF_DESCRIPTOR.formatted(directory).getBytes(StandardCharsets.US_ASCII);
        byte[] fullPath = Arrays.copyOf(prefix, prefix.length + entry.length);
        System.arraycopy(entry, 0, fullPath, prefix.length, entry.length);
        MemorySegment path = text(second, fullPath, file);
        MemorySegment named = text(first, name, file);
        try (Arena shortLived = Arena.ofConfined()) {
            MemorySegment bytes = copy(value, shortLived);
            check(file, CFunction.LSETXATTR, path.address(), named.address(), bytes.address(), value.length, 0);
        }
    }

    private static MemorySegment copy(byte[] value, Arena arena) {
        MemorySegment bytes = arena.allocate(Math.max(1, value.length));
        bytes.asSlice(0, value.length).copyFrom(MemorySegment.ofArray(value));
        return bytes;
    }

    private void fill(Instant modified) {
        times.setAtIndex(ValueLayout.JAVA_LONG, 0, 0);
        times.setAtIndex(ValueLayout.JAVA_LONG, 1, OMIT);
        times.setAtIndex(ValueLayout.JAVA_LONG, 2, modified.getEpochSecond());
        times.setAtIndex(ValueLayout.JAVA_LONG, 3, modified.getNano());
    }

    private static MemorySegment text(MemorySegment room, byte[] bytes, Object file) throws IOException {
        if (bytes.length > HostLimits.PATH_BYTES) {
            throw new FileSystemException(file.toString(), null, "File name too long");
        }
        for (byte b : bytes) {
            if (b == 0) {
                // The C library would cut the name at the NUL.
                throw new FileSystemException(
                        file.toString(), null, "contains a NUL byte, which this host does not allow in names");
            }
        }
        MemorySegment.copy(bytes, 0, room, ValueLayout.JAVA_BYTE, 0, bytes.length);
        room.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
        return room;
    }

    /** Calls a function that returns -1 on failure, again when a signal has interrupted it. */
    private long check(Object file, CFunction function, long first, long second, long third, long fourth, long fifth)
            throws IOException {
        while (true) {
            long result = function.call(errno, first, second, third, fourth, fifth);
            if (result >= 0) {
                return result;
            }
            if (errno() != Errno.EINTR) {
                throw Errno.toException(errno(), file.toString());
            }
        }
    }

    private int errno() {
        return CFunction.number(errno);
    }

    @Override
    public void close() {
        arena.close();
    }
}
