// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when an inode would have more names than its link count can hold. */
public final class TooManyLinksException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the new name, in display form
     * @param reason the limit, for people
     */
    public TooManyLinksException(String name, String reason) {
        super(name, reason);
    }
}
