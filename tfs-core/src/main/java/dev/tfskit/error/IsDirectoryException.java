// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when an operation on a file is applied to a directory. */
public final class IsDirectoryException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name of the directory, in display form
     * @param reason why the operation failed, for people
     */
    public IsDirectoryException(String name, String reason) {
        super(name, reason);
    }
}
