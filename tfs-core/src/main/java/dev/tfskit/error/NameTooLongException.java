// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.error;

/** A name, or the target of a link, or an attribute is longer than one can be. */
public final class NameTooLongException extends NameNotAllowedException {

    private static final long serialVersionUID = 1L;

    /**
     * Says which name and why.
     *
     * @param name as it is shown to people
     * @param reason what is wrong with it
     */
    public NameTooLongException(String name, String reason) {
        super(name, reason);
    }
}
