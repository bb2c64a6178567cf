// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** A directory would be moved into itself, or into one below it. */
public final class MovedIntoItselfException extends VolumeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what it was about.
     *
     * @param name the name of it, as it is shown to people
     * @param reason why that is not possible
     */
    public MovedIntoItselfException(String name, String reason) {
        super(name, reason);
    }
}
