// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.error.AttributeExistsException;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.error.IsDirectoryException;
import dev.tfskit.error.MovedIntoItselfException;
import dev.tfskit.error.NameNotAllowedException;
import dev.tfskit.error.NameTooLongException;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.NoSuchAttributeException;
import dev.tfskit.error.TooManyLinksException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import jnr.constants.platform.Errno;

/** Turns exceptions into error numbers. Only {@code VolumeFailedException} is handled elsewhere, in {@link Answers}. */
final class Errors {

    private Errors() {}

    /**
     * Returns the error number of an exception; EIO when the cause is a damaged image, a failing disk or a defect of
     * this program.
     */
    static Errno of(Throwable problem) {
        return switch (problem) {
            case NoSuchFileException _ -> Errno.ENOENT;
            case FileAlreadyExistsException _ -> Errno.EEXIST;
            case NotDirectoryException _ -> Errno.ENOTDIR;
            case IsDirectoryException _ -> Errno.EISDIR;
            case DirectoryNotEmptyException _ -> Errno.ENOTEMPTY;
            case NoSpaceException _ -> Errno.ENOSPC;
            case NameTooLongException _ -> Errno.ENAMETOOLONG;
            case NameNotAllowedException _ -> Errno.EINVAL;
            case MovedIntoItselfException _ -> Errno.EINVAL;
            case TooManyLinksException _ -> Errno.EMLINK;
            case FileTooLargeException _ -> Errno.EFBIG;
            case NoSuchAttributeException _ -> Errno.ENODATA;
            case AttributeExistsException _ -> Errno.EEXIST;
            case ReadOnlyFileSystemException _ -> Errno.EROFS;
            case ErrnoException refused -> refused.error();
            case OutOfMemoryError _ -> Errno.ENOMEM;
            default -> Errno.EIO;
        };
    }
}
