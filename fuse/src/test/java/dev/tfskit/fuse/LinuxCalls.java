// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.constants.platform.Errno;
import jnr.constants.platform.OpenFlags;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** Calls of Linux that Java has no methods for. A refused call throws an exception with the reason of the C library. */
final class LinuxCalls {

    static final int RENAME_NOREPLACE = 1;
    static final int RENAME_EXCHANGE = 2;
    static final int RENAME_WHITEOUT = 4;
    static final int FALLOC_FL_KEEP_SIZE = 0x01;
    static final int FALLOC_FL_PUNCH_HOLE = 0x02;
    static final int FALLOC_FL_ZERO_RANGE = 0x10;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    /** With the number of O_DIRECTORY on this machine. */
    static final int O_TMPFILE = 020000000 | OpenFlags.O_DIRECTORY.intValue();

    private static final int O_WRONLY = 1;
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int HANDLE_HEAD_BYTES = 8;
    private static final int MOST_HANDLE_BYTES = 128;
    private static final Native NATIVE = LibraryLoader.create(Native.class).load(LibraryLoader.DEFAULT_LIBRARY);

    private LinuxCalls() {}

    /** The functions of the C library. */
    public interface Native {
        /** As in Linux. */
        int renameat2(int directory, String name, int newDirectory, String newName, int flags);

        /** As in Linux. */
        int name_to_handle_at(int directory, String name, @In @Out byte[] handle, @Out int[] mount, int flags);

        /** As in Linux. */
        int open_by_handle_at(int mount, @In byte[] handle, int flags);

        /** As in Linux. */
        int open(String path, int flags, int mode);

        /** As in Linux. */
        int linkat(int directory, @In byte[] name, int newDirectory, @In byte[] newName, int flags);

        /** As in Linux. */
        int close(int descriptor);

        /** As in Linux. */
        int fallocate(int descriptor, int mode, long offset, long length);

        /** As in Linux. */
        long lseek(int descriptor, long offset, int whence);
    }

    static void rename(Path path, Path newPath, int flags) throws IOException {
        check(path, NATIVE.renameat2(AT_FDCWD, path.toString(), AT_FDCWD, newPath.toString(), flags));
    }

    /** Returns what {@code lseek} finds; -1 when there is nothing from there on. */
    static long seek(Path path, long offset, int whence) throws IOException {
        int descriptor = (int) check(path, NATIVE.open(path.toString(), O_RDONLY, 0));
        try {
            long found = NATIVE.lseek(descriptor, offset, whence);
            return found < 0 && lastError() == Errno.ENXIO ? -1 : check(path, found);
        } finally {
            NATIVE.close(descriptor);
        }
    }

    /** Allocates a range of a file, or removes or zeroes what it holds there. */
    static void allocate(Path path, int mode, long offset, long length) throws IOException {
        int descriptor = (int) check(path, NATIVE.open(path.toString(), O_WRONLY, 0));
        try {
            check(path, NATIVE.fallocate(descriptor, mode, offset, length));
        } finally {
            NATIVE.close(descriptor);
        }
    }

    /** Makes a file without a name in a directory, fills it, and gives it a name in the same directory. */
    static void writeUnnamed(Path directory, byte[] content, int mode, String name) throws IOException {
        int descriptor = (int) check(directory, NATIVE.open(directory.toString(), O_TMPFILE | O_WRONLY, mode));
        try {
            Files.write(Path.of("/proc/self/fd/" + descriptor), content);
            check(
                    directory,
                    NATIVE.linkat(
                            AT_FDCWD,
                            terminated("/proc/self/fd/" + descriptor),
                            AT_FDCWD,
                            terminated(directory.resolve(name).toString()),
                            AT_SYMLINK_FOLLOW));
        } finally {
            NATIVE.close(descriptor);
        }
    }

    private static byte[] terminated(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a handle of a file, {@code struct file_handle}, as an NFS server gives it to its clients. */
    static byte[] handle(Path path) throws IOException {
        byte[] handle = new byte[HANDLE_HEAD_BYTES + MOST_HANDLE_BYTES];
        ByteBuffer.wrap(handle).order(ByteOrder.nativeOrder()).putInt(MOST_HANDLE_BYTES);
        check(path, NATIVE.name_to_handle_at(AT_FDCWD, path.toString(), handle, new int[1], 0));
        return handle;
    }

    /** Reads the file that a handle leads to, on a mounted file system. */
    static String read(Path mountPoint, byte[] handle) throws IOException {
        int mount = (int) check(mountPoint, NATIVE.open(mountPoint.toString(), O_RDONLY, 0));
        try {
            int descriptor = (int) check(mountPoint, NATIVE.open_by_handle_at(mount, handle, O_RDONLY));
            try {
                return Files.readString(Path.of("/proc/self/fd/" + descriptor));
            } finally {
                NATIVE.close(descriptor);
            }
        } finally {
            NATIVE.close(mount);
        }
    }

    private static long check(Path path, long result) throws IOException {
        if (result < 0) {
            throw new FileSystemException(path.toString(), null, lastError().description());
        }
        return result;
    }

    private static Errno lastError() {
        return Errno.valueOf(LastError.getLastError(Runtime.getSystemRuntime()));
    }
}
