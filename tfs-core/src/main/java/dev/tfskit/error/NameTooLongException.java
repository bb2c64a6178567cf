// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** Thrown when a name, the target of a symbolic link, or an extended attribute is longer than the format allows. */
public final class NameTooLongException extends NameNotAllowedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param name the name, in display form
     * @param reason the limit, for people
     */
    public NameTooLongException(String name, String reason) {
        super(name, reason);
    }
}
