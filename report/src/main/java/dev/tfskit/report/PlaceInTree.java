// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import dev.tfskit.value.Symbol;

/**
 * The place where a walk of the tree is, and what files usually are there. Only the first two names of a path matter:
 * the whole path of each entry would take time in proportion to its depth. Not thread-safe.
 */
final class PlaceInTree {

    private static final Symbol ETC = Symbol.of("etc");
    private static final Symbol VAR = Symbol.of("var");
    private static final Symbol LOG = Symbol.of("log");

    private static final Symbol NO_NAME = Symbol.of("");

    private Symbol first = NO_NAME;
    private Symbol second = NO_NAME;

    /**
     * Goes to the next entry of the walk.
     *
     * @param depth the number of names in its path, at least 1
     * @param name the last of them
     */
    void enter(int depth, Symbol name) {
        if (depth == 1) {
            first = name;
            second = NO_NAME;
        } else if (depth == 2) {
            second = name;
        }
    }

    /** Returns the usual category of a file at a depth. */
    FileCategory usual(int depth) {
        if (depth > 1 && ETC.equals(first)) {
            return FileCategory.CONFIGURATION;
        }
        return depth > 2 && VAR.equals(first) && LOG.equals(second) ? FileCategory.LOG : FileCategory.DATA;
    }
}
