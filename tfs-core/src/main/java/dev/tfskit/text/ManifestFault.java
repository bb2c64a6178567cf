// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.util.Objects;

/**
 * A fault of a manifest, or a notice about it, at one position of the text.
 *
 * @param subject the position: {@code NAME:LINE:COLUMN}, or {@code line LINE, column COLUMN} in a text without a name;
 *     both count from 1, the column in characters. For a fault outside any text, the thing that is at fault
 * @param problem what the text holds there or what was expected
 * @param excerpt the line of text, a line feed, and a caret under the column, without anything that could drive a
 *     terminal; empty where there is no text, as behind the end of it
 */
public record ManifestFault(String subject, String problem, String excerpt) {

    /** Checks that no component is null. */
    public ManifestFault {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(problem);
        Objects.requireNonNull(excerpt);
    }

    /**
     * Makes a fault outside any text, without an excerpt.
     *
     * @param subject the thing that is at fault
     * @param problem what is wrong with it
     */
    public ManifestFault(String subject, String problem) {
        this(subject, problem, "");
    }

    /** Returns subject and problem, on one line. */
    @Override
    public String toString() {
        return subject + ": " + problem;
    }
}
