// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** The operation is not possible with a directory. */
public final class IsDirectoryException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what it was about.
     *
     * @param name the name of it, as it is shown to people
     * @param reason why that is not possible
     */
    public IsDirectoryException(String name, String reason) {
        super(name, reason);
    }
}
