// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.nio.file.FileSystemException;

/** An operation that a volume cannot carry out, for a reason that the JDK has no exception for. */
public abstract sealed class VolumeException extends FileSystemException
        permits AttributeExistsException,
                FileTooLargeException,
                IsDirectoryException,
                MovedIntoItselfException,
                NameNotAllowedException,
                NoSpaceException,
                NoSuchAttributeException,
                TooManyLinksException,
                VolumeFailedException {

    private static final long serialVersionUID = 1L;

    VolumeException(String file, String reason) {
        super(file, null, reason);
    }
}
