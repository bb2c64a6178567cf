// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions of the C library: converts arguments to native memory, and failures to exceptions. Owns the memory.
 * For one thread.
 */
final class NativeCalls implements AutoCloseable {

    static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_UID_GID = 0x18;
    private static final int STATX_UID = 20;
    private static final int STATX_GID = 24;
    /**
     * The path of an entry of an open directory. Linux has no call that sets an extended attribute of a symbolic link
     * relative to a directory.
     */
    private static final String ENTRY_OF_DESCRIPTOR = "/proc/self/fd/%d/";

    /** {@code FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE}. */
    private static final int PUNCH_HOLE = 3;

    private static final int PATH_BYTES = 4096;
    /** The most bytes that Linux allows for the value of an extended attribute and for the list of names. */
    private static final int ATTRIBUTE_BYTES = 1 << 16;

    private static final long OMIT = 0x3ffffffe;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = arena.allocate(SystemCalls.ERRNO);
    private final MemorySegment first = arena.allocate(PATH_BYTES + 1);
    private final MemorySegment second = arena.allocate(PATH_BYTES + 1);
    /** A buffer for extended attributes, allocated at first use. */
    private @Nullable MemorySegment answer;

    private final MemorySegment times = arena.allocate(ValueLayout.JAVA_LONG, 4);

    /** A call that returns -1 on failure. */
    @FunctionalInterface
    private interface Call {
        long run() throws Throwable;
    }

    int open(int directory, byte[] name, int flags, int mode, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        return (int) check(file, () -> (int) SystemCalls.OPENAT.invokeExact(errno, directory, path, flags, mode));
    }

    void close(int descriptor) {
        try {
            int result = (int) SystemCalls.CLOSE.invokeExact(errno, descriptor);
            assert result == 0 || errno() != 0;
        } catch (Throwable unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Returns the offset found, or -1 when there is none at or behind {@code offset}. */
    long seek(int descriptor, long offset, int whence, Object file) throws IOException {
        try {
            long found = (long) SystemCalls.Seeking.LSEEK.invokeExact(errno, descriptor, offset, whence);
            if (found < 0 && errno() != Errno.ENXIO) {
                throw Errno.toException(errno(), file.toString());
            }
            return found;
        } catch (IOException e) {
            throw e;
        } catch (Throwable unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Writes all remaining bytes of a direct buffer. */
    void write(int descriptor, ByteBuffer source, long position, Object file) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            MemorySegment bytes = MemorySegment.ofBuffer(source);
            long offset = at;
            long count = check(file, () ->
                    (long) SystemCalls.Writing.PWRITE.invokeExact(errno, descriptor, bytes, bytes.byteSize(), offset));
            source.position(source.position() + (int) count);
            at += count;
        }
    }

    void truncate(int descriptor, long length, Object file) throws IOException {
        check(file, () -> (int) SystemCalls.Writing.FTRUNCATE.invokeExact(errno, descriptor, length));
    }

    /**
     * Frees the storage of a range of a file, which reads as zeros then.
     *
     * @return false when the host cannot do that
     */
    boolean punchHole(int descriptor, long offset, long bytes) {
        Optional<MethodHandle> fallocate = SystemCalls.Allocating.FALLOCATE;
        if (fallocate.isEmpty()) {
            return false;
        }
        long result;
        do {
            result = run(() -> (int) fallocate.get().invokeExact(errno, descriptor, PUNCH_HOLE, offset, bytes));
        } while (result < 0 && errno() == Errno.EINTR);
        return result == 0;
    }

    long effectiveUser() {
        return Integer.toUnsignedLong((int) run(() -> (int) SystemCalls.Writing.GETEUID.invokeExact(errno)));
    }

    void makeDirectory(int directory, byte[] name, int mode, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Writing.MKDIRAT.invokeExact(errno, directory, path, mode));
    }

    void unlink(int directory, byte[] name, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Writing.UNLINKAT.invokeExact(errno, directory, path, 0));
    }

    void removeDirectory(int directory, byte[] name, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Writing.UNLINKAT.invokeExact(errno, directory, path, AT_REMOVEDIR));
    }

    void changeMode(int descriptor, int mode, Object file) throws IOException {
        check(file, () -> (int) SystemCalls.Writing.FCHMOD.invokeExact(errno, descriptor, mode));
    }

    void changeOwner(int descriptor, long uid, long gid, Object file) throws IOException {
        check(file, () -> (int) SystemCalls.Writing.FCHOWN.invokeExact(errno, descriptor, (int) uid, (int) gid));
    }

    /**
     * Returns owner and group; empty where the C library lacks {@code statx}, the only call with the same layout on all
     * processors.
     */
    Optional<HostOwner> owner(int descriptor, Object file) throws IOException {
        if (SystemCalls.FileStatus.STATX.isEmpty()) {
            return Optional.empty();
        }
        MethodHandle statx = SystemCalls.FileStatus.STATX.get();
        MemorySegment path = text(first, new byte[0], file);
        check(file, () -> (int) statx.invokeExact(errno, descriptor, path, AT_EMPTY_PATH, STATX_UID_GID, second));
        return Optional.of(new HostOwner(
                Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, STATX_UID)),
                Integer.toUnsignedLong(second.get(ValueLayout.JAVA_INT, STATX_GID))));
    }

    void setModified(int descriptor, Instant modified, Object file) throws IOException {
        fill(modified);
        check(file, () -> (int) SystemCalls.Writing.FUTIMENS.invokeExact(errno, descriptor, times));
    }

    void symbolicLink(byte[] target, int directory, byte[] name, Object file) throws IOException {
        MemorySegment to = text(first, target, file);
        MemorySegment path = text(second, name, file);
        check(file, () -> (int) SystemCalls.Linking.SYMLINKAT.invokeExact(errno, to, directory, path));
    }

    void link(int oldDirectory, byte[] oldName, int directory, byte[] name, Object file) throws IOException {
        MemorySegment from = text(first, oldName, file);
        MemorySegment path = text(second, name, file);
        check(file, () -> (int) SystemCalls.Linking.LINKAT.invokeExact(errno, oldDirectory, from, directory, path, 0));
    }

    /** Creates a socket, fifo or device that only its owner can use; {@code device} is 0 for the first two. */
    void makeNode(int directory, byte[] name, int type, long device, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Linking.MKNODAT.invokeExact(errno, directory, path, type | 0600, device));
    }

    void changeMode(int directory, byte[] name, int mode, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Linking.FCHMODAT.invokeExact(errno, directory, path, mode, 0));
    }

    /** Changes owner and group of an entry; a symbolic link is not followed. */
    void changeOwner(int directory, byte[] name, long uid, long gid, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        check(file, () -> (int) SystemCalls.Linking.FCHOWNAT.invokeExact(
                errno, directory, path, (int) uid, (int) gid, AT_SYMLINK_NOFOLLOW));
    }

    /** Sets the mtime of an entry; a symbolic link is not followed. */
    void setModified(int directory, byte[] name, Instant modified, Object file) throws IOException {
        MemorySegment path = text(first, name, file);
        fill(modified);
        check(file, () ->
                (int) SystemCalls.Linking.UTIMENSAT.invokeExact(errno, directory, path, times, AT_SYMLINK_NOFOLLOW));
    }

    /**
     * Returns the names of the extended attributes, each followed by a NUL; empty where the file system does not
     * support extended attributes.
     */
    Optional<byte[]> extendedAttributeNames(byte[] path, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        return query(Errno.ENOTSUP, file, answer ->
                (long) SystemCalls.ExtendedReading.LLISTXATTR.invokeExact(errno, at, answer, answer.byteSize()));
    }

    /** Returns the value of an extended attribute; empty when it does not exist. */
    Optional<byte[]> extendedAttribute(byte[] path, byte[] name, Object file) throws IOException {
        MemorySegment at = text(first, path, file);
        MemorySegment named = text(second, name, file);
        return query(Errno.ENODATA, file, answer ->
                (long) SystemCalls.ExtendedReading.LGETXATTR.invokeExact(errno, at, named, answer, answer.byteSize()));
    }

    /** A call that fills a buffer and returns the number of bytes, or -1 on failure. */
    @FunctionalInterface
    private interface BufferCall {
        long run(MemorySegment answer) throws Throwable;
    }

    /** Returns the bytes that a call writes; empty when it fails with the error {@code nothing}. */
    private Optional<byte[]> query(int nothing, Object file, BufferCall call) throws IOException {
        if (answer == null) {
            answer = arena.allocate(ATTRIBUTE_BYTES);
        }
        MemorySegment room = answer;
        long count = run(() -> call.run(room));
        if (count >= 0) {
            return Optional.of(room.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
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
            check(file, () -> (int) SystemCalls.ExtendedWriting.FSETXATTR.invokeExact(
                    errno, descriptor, named, bytes, (long) value.length, 0));
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
            check(file, () -> (int) SystemCalls.ExtendedWriting.LSETXATTR.invokeExact(
                    errno, path, named, bytes, (long) value.length, 0));
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
        if (bytes.length > PATH_BYTES) {
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

    private long check(Object file, Call call) throws IOException {
        while (true) {
            long result = run(call);
            if (result >= 0) {
                return result;
            }
            if (errno() != Errno.EINTR) {
                throw Errno.toException(errno(), file.toString());
            }
        }
    }

    private static long run(Call call) {
        try {
            return call.run();
        } catch (Throwable unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private int errno() {
        return errno.get(ValueLayout.JAVA_INT, 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
