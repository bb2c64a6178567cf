// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/**
 * Thrown when the name of an entry or of an extended attribute, or the target of a symbolic link, is longer than
 * programs on Nanos and Linux can use.
 */
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
