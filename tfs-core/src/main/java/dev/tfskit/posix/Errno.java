// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.posix;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Converts error numbers of Linux into exceptions of {@code java.nio.file}. Stateless and thread-safe. */
final class Errno {

    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ENODATA = 61;
    static final int ENOTSUP = 95;

    private Errno() {}

    static FileSystemException toException(int errno, String file) {
        return switch (errno) {
            case EINTR -> new FileSystemException(file, null, "Interrupted system call");
            case 1 -> new AccessDeniedException(file, null, "Operation not permitted");
            case 2 -> new NoSuchFileException(file);
            case 5 -> new FileSystemException(file, null, "Input/output error");
            case ENXIO -> new FileSystemException(file, null, "No such device or address");
            // Only an extended attribute can be too large; the text of the host, "Argument list too long", would
            // mislead.
            case 7 -> new FileSystemException(file, null, "Value too large for the host");
            case 13 -> new AccessDeniedException(file);
            case EBUSY -> new FileSystemException(file, null, "Device or resource busy");
            case 17 -> new FileAlreadyExistsException(file);
            case 19 -> new FileSystemException(file, null, "No such device");
            case 20 -> new NotDirectoryException(file);
            case 21 -> new FileSystemException(file, null, "Is a directory");
            case EINVAL -> new FileSystemException(file, null, "Invalid argument");
            case 23 -> new FileSystemException(file, null, "Too many open files in system");
            case 24 -> new FileSystemException(file, null, "Too many open files");
            case 27 -> new FileSystemException(file, null, "File too large");
            case 28 -> new FileSystemException(file, null, "No space left on device");
            case 30 -> new FileSystemException(file, null, "Read-only file system");
            case 31 -> new FileSystemException(file, null, "Too many links");
            case 36 -> new FileSystemException(file, null, "File name too long");
            case 37 -> new FileSystemException(file, null, "No locks available");
            case ENOSYS -> new FileSystemException(file, null, "Function not implemented");
            case 39 -> new DirectoryNotEmptyException(file);
            case 40 -> new FileSystemException(file, null, "Is a symbolic link");
            case ENOTSUP -> new FileSystemException(file, null, "Operation not supported");
            case 116 -> new FileSystemException(file, null, "Stale file handle");
            case 122 -> new FileSystemException(file, null, "Disk quota exceeded");
            case 123 -> new FileSystemException(file, null, "No medium found");
            default -> new FileSystemException(file, null, "error number " + errno);
        };
    }
}
