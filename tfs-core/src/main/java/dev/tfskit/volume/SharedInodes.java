// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.TreePath;
import java.util.HashSet;
import java.util.Set;

/**
 * The inodes other than directories that have several names in the tree of a volume. The tree is asked, because an
 * inode need not store a link count, or can store a wrong one. Immutable and thread-safe.
 */
public final class SharedInodes {

    private final Set<Inode> shared = new HashSet<>();

    /**
     * Reads the names of a volume.
     *
     * @param volume the volume; nothing changes it meanwhile
     */
    public SharedInodes(Volume volume) {
        InodeSet met = new InodeSet();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(var _, Inode inode) && !met.add(inode)) {
                shared.add(inode);
            }
        }
    }

    /**
     * Returns whether an inode has several names.
     *
     * @param inode an inode of the volume
     * @return true when the tree has at least two names of it
     */
    public boolean contains(Inode inode) {
        return shared.contains(inode);
    }
}
