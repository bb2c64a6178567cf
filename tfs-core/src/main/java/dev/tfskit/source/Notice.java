// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.util.Objects;

/**
 * A message about an image that is made nevertheless: an entry could not be stored unchanged, or something deserves
 * attention.
 *
 * @param subject the file or path, for display
 * @param text what happened
 * @param level how serious it is
 */
public record Notice(String subject, String text, Level level) {

    /** How serious a notice is. */
    public enum Level {
        /** Something is missing or different in the image. */
        WARNING,
        /** The image is as requested, but the reader should know something about it. */
        NOTE
    }

    /** Checks that no part is null. */
    public Notice {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(text);
        Objects.requireNonNull(level);
    }

    /**
     * Creates a warning.
     *
     * @param subject the file or path, for display
     * @param text what happened
     */
    public Notice(String subject, String text) {
        this(subject, text, Level.WARNING);
    }

    /**
     * Creates a note.
     *
     * @param subject the file or path, for display
     * @param text what the reader should know
     * @return the note
     */
    public static Notice note(String subject, String text) {
        return new Notice(subject, text, Level.NOTE);
    }
}
