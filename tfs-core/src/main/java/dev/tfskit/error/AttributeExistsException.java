// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when an extended attribute is to be created and the inode already has it. */
public final class AttributeExistsException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name of the attribute, in display form
     * @param reason why the operation failed, for people
     */
    public AttributeExistsException(String name, String reason) {
        super(name, reason);
    }
}
