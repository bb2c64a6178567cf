// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.util.Objects;

/**
 * A text for a terminal, and its width without the escape sequences in it. Immutable.
 *
 * @param shown the text with its escape sequences
 * @param width the number of columns that it takes
 */
record StyledText(String shown, int width) {

    /** A text of no columns. */
    static final StyledText EMPTY = plain("");

    /** Checks that the text is not null. */
    StyledText {
        Objects.requireNonNull(shown);
    }

    /** Returns a text without escape sequences. */
    static StyledText plain(String text) {
        return new StyledText(text, text.length());
    }

    /** Returns this text with another one behind it. */
    StyledText then(StyledText other) {
        return new StyledText(shown + other.shown, width + other.width);
    }
}
