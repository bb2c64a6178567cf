// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** A directory entry cannot have this name: it is empty, reserved, or holds a slash or a NUL. */
public sealed class NameNotAllowedException extends VolumeException permits NameTooLongException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which name and why.
     *
     * @param name as it is shown to people
     * @param reason what is wrong with it
     */
    public NameNotAllowedException(String name, String reason) {
        super(name, reason);
    }
}
