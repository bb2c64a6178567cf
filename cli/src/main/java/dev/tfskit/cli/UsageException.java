// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

/** The arguments are wrong in a way that picocli cannot know. The message says how, in lower case. */
public final class UsageException extends Exception {

    private static final long serialVersionUID = 1;

    /** An exception with a message for the user, without the tool's name. */
    public UsageException(String message) {
        super(message);
    }
}
