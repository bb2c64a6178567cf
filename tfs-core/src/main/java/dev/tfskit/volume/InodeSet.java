// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Composite;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * A set of inodes of a volume. An inode that is in the log takes one bit; on a volume that is being built, no inode is.
 * The numbers in the log must not change meanwhile. Not thread-safe.
 */
final class InodeSet {

    private final BitSet numbered = new BitSet();
    private final Set<Inode> unnumbered = new HashSet<>();

    /** Adds an inode and returns whether it is new. */
    boolean add(Inode inode) {
        int number = inode.logNumber();
        if (number == Composite.UNNUMBERED) {
            return unnumbered.add(inode);
        }
        boolean isNew = !numbered.get(number);
        numbered.set(number);
        return isNew;
    }
}
