// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when a directory is to be moved into itself or into one of its descendants. */
public final class MovedIntoItselfException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name of the directory, in display form
     * @param reason why the operation failed, for people
     */
    public MovedIntoItselfException(String name, String reason) {
        super(name, reason);
    }
}
