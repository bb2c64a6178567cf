// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

/**
 * Signals that an archive, which may be sound, exceeds a limit of this toolkit. The message states which property of
 * the archive exceeds the limit.
 */
final class TarLimitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception with a message for the user.
     *
     * @param message what the archive has, such as {@code a map of more than 10 holes}
     */
    TarLimitException(String message) {
        super(message);
    }
}
