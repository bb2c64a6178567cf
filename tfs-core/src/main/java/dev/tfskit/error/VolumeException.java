// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

import java.nio.file.FileSystemException;

/** Base class of failed operations on a volume for which {@code java.nio.file} has no exception. */
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

    /**
     * Creates an exception.
     *
     * @param file the path of the file or the name of the volume, in display form
     * @param reason why the operation failed, for people
     */
    VolumeException(String file, String reason) {
        super(file, null, reason);
    }
}
