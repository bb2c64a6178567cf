// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** The length of the long tests: short, or full when the system property {@code tfs.test.full} is true. */
final class FullForm {

    /** Longer than any of them takes in full, in seconds. */
    static final int LIMIT_SECONDS = 1800;

    private static final boolean IS_REQUESTED = Boolean.getBoolean("tfs.test.full");

    private FullForm() {}

    /** The one or the other. */
    static <T> T or(T inFull, T inShort) {
        return IS_REQUESTED ? inFull : inShort;
    }
}
