// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.util.Objects;

/**
 * A message about something that could not go into an image as it was, although the image was made.
 *
 * @param subject the file or path, for display
 * @param text what happened
 */
public record Notice(String subject, String text) {

    /** Checks that no part is null. */
    public Notice {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(text);
    }
}
