// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/**
 * Thrown when a name cannot be that of a directory entry: it is empty, reserved, too long, or contains a slash or a
 * NUL; or when a symbolic link cannot have a target: it is empty, too long, or contains a NUL.
 */
public sealed class NameNotAllowedException extends VolumeException permits NameTooLongException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name, in display form
     * @param reason which rule the name breaks, for people
     */
    public NameNotAllowedException(String name, String reason) {
        super(name, reason);
    }
}
