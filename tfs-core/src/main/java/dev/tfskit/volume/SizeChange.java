// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** Determines whether a file grows when blocks behind its end are allocated. */
public enum SizeChange {
    /** The file grows to the end of the range, if it ended before. */
    GROW,
    /** The length stays. */
    KEEP
}
