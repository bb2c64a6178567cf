// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.value.Tuple;
import java.util.BitSet;

/**
 * Inodes with a fault that is reported already. What cannot be found behind them, or is not what it should be, follows
 * from that.
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

    /** Notes that there must have been names which are not seen. */
    void addLostNames() {
        namesLost = true;
    }

    boolean areNamesLost() {
        return namesLost;
    }
}
