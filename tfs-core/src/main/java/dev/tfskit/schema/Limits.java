// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

/**
 * The limits of names, link targets and paths in a volume. They are those of the Nanos kernel and of Linux, except
 * where a comment names another origin.
 */
public final class Limits {

    /** The longest name of an entry or an attribute, in bytes. */
    public static final int NAME_BYTES = 255;
    /**
     * The most symbolic links that are followed on the way along one path, as in Linux. Nanos has this limit since
     * version 0.1.55, but counts only links in a row, each the target of the one before.
     */
    public static final int LINKS = 40;
    /** The most symbolic links, each the target of the one before, that Nanos follows before version 0.1.55. */
    public static final int LINKS_IN_A_ROW = 9;
    /** The longest target of a symbolic link, in bytes; Linux counts a NUL at its end as well. */
    public static final int TARGET_BYTES = 4095;
    /** The longest path that the kernel takes, in bytes. */
    public static final int PATH_BYTES = 4096;

    private Limits() {}
}
