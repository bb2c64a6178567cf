// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import dev.tfskit.volume.Inode;
import java.util.Optional;

/** A difference between two volumes. */
public sealed interface Difference {

    /**
     * Returns the path of the difference.
     *
     * @return the path, the same in both volumes, if not said otherwise
     */
    TreePath path();

    /**
     * A name that only the first volume has. The constructor of {@link Comparison} decides whether the entries below a
     * directory follow.
     *
     * @param path the path
     * @param inode the inode
     */
    record OnlyInFirst(TreePath path, Inode inode) implements Difference {}

    /**
     * A file or directory that has another path in the second volume, with the same contents; {@link Moves} finds
     * these.
     *
     * @param path the path in the first volume
     * @param target the path in the second volume
     */
    record Moved(TreePath path, TreePath target) implements Difference {}

    /**
     * A name that only the second volume has. The constructor of {@link Comparison} decides whether the entries below a
     * directory follow.
     *
     * @param path the path
     * @param inode the inode
     */
    record OnlyInSecond(TreePath path, Inode inode) implements Difference {}

    /**
     * A name that both volumes have, for inodes of different kinds. Their attributes and contents are not compared.
     * When one of them is a directory, only its volume has the entries below it; the constructor of {@link Comparison}
     * decides whether they follow.
     *
     * @param path the path
     * @param first the kind in the first volume
     * @param second the kind in the second volume
     */
    record KindDiffers(TreePath path, InodeKind first, InodeKind second) implements Difference {}

    /**
     * An attribute that differs, or that only one inode has. Numbers are equal whatever their encoding, times are equal
     * to the nanosecond, and an absent attribute equals its default. The length of a file and the target of a link are
     * attributes, too.
     *
     * @param path the path; of an entry that has moved, the path in the second volume
     * @param name the name of the attribute; at the root, an attribute may be part of the configuration
     * @param firstInode the inode in the first volume
     * @param secondInode the inode in the second volume
     */
    record AttributeDiffers(TreePath path, Symbol name, Inode firstInode, Inode secondInode) implements Difference {

        /**
         * Returns the value in the first volume.
         *
         * @return the value as it is stored; empty if it is not
         */
        public Optional<Value> first() {
            return firstInode.attribute(name);
        }

        /**
         * Returns the value in the second volume.
         *
         * @return the value as it is stored; empty if it is not
         */
        public Optional<Value> second() {
            return secondInode.attribute(name);
        }
    }

    /**
     * A hard link that differs: the inode of this path has another first name in the other volume.
     *
     * @param path the path
     * @param first the first name, in path order, of the same inode in the first volume; empty if it is this path
     * @param second the same for the second volume
     */
    record LinkDiffers(TreePath path, Optional<TreePath> first, Optional<TreePath> second) implements Difference {}

    /**
     * Files of the same length with different bytes. The contents of files of different lengths are not compared.
     *
     * @param path the path
     * @param position the position of the first byte that differs, from 0
     */
    record ContentDiffers(TreePath path, long position) implements Difference {}

    /**
     * An entry that cannot be compared, because a volume is damaged there. Both volumes may be damaged; {@code side} is
     * one of them.
     *
     * @param path the path
     * @param side the damaged volume
     * @param reason the damage
     */
    record Damaged(TreePath path, Side side, TfsFormatException reason) implements Difference {}
}
