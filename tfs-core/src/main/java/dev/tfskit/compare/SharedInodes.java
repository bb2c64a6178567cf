// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.util.BitSet;

/**
 * The inodes of a volume that have several names. The tree is asked, because an inode need not store a link count, or
 * can store a wrong one. Immutable and thread-safe.
 */
final class SharedInodes {

    private final BitSet shared = new BitSet();

    SharedInodes(Volume volume) {
        BitSet met = new BitSet();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry entry) {
                int number = entry.inode().logNumber();
                shared.set(number, shared.get(number) || met.get(number));
                met.set(number);
            }
        }
    }

    boolean contains(Inode inode) {
        return shared.get(inode.logNumber());
    }
}
