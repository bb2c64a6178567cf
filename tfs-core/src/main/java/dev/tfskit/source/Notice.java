// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.util.Objects;

/**
 * Something that a person should know about an image although it was made.
 *
 * @param subject the file or path it is about, for display
 * @param text what happened
 */
public record Notice(String subject, String text) {

    /** Checks that both are there. */
    public Notice {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(text);
    }
}
