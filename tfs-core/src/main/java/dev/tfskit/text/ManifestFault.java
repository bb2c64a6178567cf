// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import java.util.Objects;

/**
 * What is wrong with a manifest, or what a person should know of it, at one place.
 *
 * @param subject the place: {@code NAME:LINE:COLUMN}, line and column in characters from 1; for what stands in no text,
 *     what it is about
 * @param problem what is there or what was expected
 * @param excerpt the line of text, a line feed, and a caret under the column, without anything that could drive a
 *     terminal; empty where there is no text
 */
public record ManifestFault(String subject, String problem, String excerpt) {

    /** Checks that all are there. */
    public ManifestFault {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(problem);
        Objects.requireNonNull(excerpt);
    }

    /** A fault that stands in no text. */
    public ManifestFault(String subject, String problem) {
        this(subject, problem, "");
    }

    /** Subject and problem, on one line. */
    @Override
    public String toString() {
        return subject + ": " + problem;
    }
}
