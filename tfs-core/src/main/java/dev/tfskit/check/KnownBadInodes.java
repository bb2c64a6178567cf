// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.value.Tuple;
import java.util.BitSet;

/**
 * The inodes that a check has reported as damaged, so that it can leave out findings that follow from their damage. Not
 * thread-safe.
 */
final class KnownBadInodes {

    private final BitSet inodes = new BitSet();
    private boolean namesLost;

    void add(Tuple inode) {
        inodes.set(inode.number());
    }

    boolean contains(Tuple inode) {
        return inodes.get(inode.number());
    }

    /** Notes that names are missing, because damage hides directory entries. */
    void addLostNames() {
        namesLost = true;
    }

    boolean hasLostNames() {
        return namesLost;
    }
}
