// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** An inode has the extended attribute already. */
public final class AttributeExistsException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what it was about.
     *
     * @param name the name of it, as it is shown to people
     * @param reason why that is not possible
     */
    public AttributeExistsException(String name, String reason) {
        super(name, reason);
    }
}
