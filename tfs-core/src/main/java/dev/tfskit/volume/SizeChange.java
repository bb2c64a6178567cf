// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

/** Whether a file may get longer when blocks behind its end are asked for. */
public enum SizeChange {
    /** The file ends behind the range afterwards, if it ended before. */
    GROW,
    /** The length stays. */
    KEEP
}
