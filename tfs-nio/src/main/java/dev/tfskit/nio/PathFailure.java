// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

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
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Replaces the name of an entry, in exceptions of the core, by the path that the caller gave. */
final class PathFailure {

    private PathFailure() {}

    /** Returns an exception of the same type with the path, and the given one as its cause. */
    static FileSystemException of(Path path, FileSystemException failure) {
        String file = path.toString();
        String reason = failure.getReason();
        String reasonText = reason == null ? "" : reason;
        FileSystemException named = switch (failure) {
            case NoSuchFileException _ -> new NoSuchFileException(file, null, reason);
            case FileAlreadyExistsException _ -> new FileAlreadyExistsException(file, null, reason);
            case NotDirectoryException _ -> new NotDirectoryException(file);
            case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(file);
            case FileSystemLoopException _ -> new FileSystemLoopException(file);
            case AttributeExistsException _ -> new AttributeExistsException(file, reasonText);
            case FileTooLargeException _ -> new FileTooLargeException(file, reasonText);
            case IsDirectoryException _ -> new IsDirectoryException(file, reasonText);
            case MovedIntoItselfException _ -> new MovedIntoItselfException(file, reasonText);
            case NameTooLongException _ -> new NameTooLongException(file, reasonText);
            case NameNotAllowedException _ -> new NameNotAllowedException(file, reasonText);
            case NoSpaceException _ -> new NoSpaceException(file, reasonText);
            case NoSuchAttributeException _ -> new NoSuchAttributeException(file, reasonText);
            case TooManyLinksException _ -> new TooManyLinksException(file, reasonText);
            default -> failure;
        };
        if (named != failure) {
            named.initCause(failure);
        }
        return named;
    }
}
