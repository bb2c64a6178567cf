// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.InodeKind;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Value;
import java.util.Optional;

/** A difference between two volumes. */
public sealed interface Difference {

    /** Where. */
    TreePath path();

    /** A name that only the first volume has. Of a directory, all that is below it goes without saying. */
    record OnlyInFirst(TreePath path, InodeKind kind) implements Difference {}

    /** A name that only the second volume has. Of a directory, all that is below it goes without saying. */
    record OnlyInSecond(TreePath path, InodeKind kind) implements Difference {}

    /** Both have the name, for different kinds of inodes, of which nothing else is compared. */
    record KindDiffers(TreePath path, InodeKind first, InodeKind second) implements Difference {}

    /**
     * An attribute differs, or only one has it. Numbers are the same however they are written, times if they are to the
     * nanosecond, and what is absent is the same as its default. The length of a file and the target of a link are
     * attributes like others.
     *
     * @param name of the attribute; at the root, it may be part of the configuration
     * @param first what the first volume has, if anything
     * @param second what the second volume has, if anything
     */
    record AttributeDiffers(TreePath path, Symbol name, Optional<Value> first, Optional<Value> second)
            implements Difference {}

    /**
     * Inodes with several names have them at different places.
     *
     * @param first the first name in path order of the same inode, in the first volume, if that is another one
     * @param second likewise in the second volume
     */
    record LinkDiffers(TreePath path, Optional<TreePath> first, Optional<TreePath> second) implements Difference {}

    /**
     * Files of the same length with different bytes. Files of different lengths are not looked into.
     *
     * @param position of the first byte that differs, from 0
     */
    record ContentDiffers(TreePath path, long position) implements Difference {}

    /** Something cannot be compared, because a volume is damaged there; both may be. */
    record Damaged(TreePath path, Side side, TfsFormatException reason) implements Difference {}
}
