// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Tuple;

/** The tuples behind inodes, for tests that look at them or damage them. */
public final class Tuples {

    private Tuples() {}

    /** The tuple that an inode is a view of. */
    public static Tuple of(Inode inode) {
        return inode.tuple;
    }
}
