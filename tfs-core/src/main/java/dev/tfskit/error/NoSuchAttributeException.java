// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when an inode does not have an extended attribute. */
public final class NoSuchAttributeException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name of the attribute, in display form
     * @param reason why the operation failed, for people
     */
    public NoSuchAttributeException(String name, String reason) {
        super(name, reason);
    }
}
