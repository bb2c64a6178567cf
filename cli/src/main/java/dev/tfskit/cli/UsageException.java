// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/** Thrown when arguments are wrong in a way that picocli does not check. The message has the reason, in lower case. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1;

    /** Creates an exception with a message for the user, without the tool's name. */
    public UsageException(String message) {
        super(message);
    }
}
