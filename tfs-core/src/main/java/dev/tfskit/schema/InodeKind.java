// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Tuple;

/** The kinds of inodes. The attributes of an inode determine its kind (docs/format.md, section 3.1). */
public enum InodeKind {
    /** An inode with entries. */
    DIRECTORY("directory"),
    /** An inode with bytes. */
    FILE("file"),
    /** An inode that points to a path. */
    SYMBOLIC_LINK("symbolic link"),
    /** The name of a local socket. */
    SOCKET("socket");

    private final String words;

    InodeKind(String words) {
        this.words = words;
    }

    /**
     * Returns the kind of an inode. When the tuple fits several kinds, the order of the format decides (docs/format.md,
     * section 3.1).
     *
     * @param inode the tuple of the inode
     * @return the kind
     */
    public static InodeKind of(Tuple inode) {
        if (inode.tuple(Attributes.CHILDREN).isPresent()) {
            return DIRECTORY;
        }
        if (inode.has(Attributes.LINK_TARGET)) {
            return SYMBOLIC_LINK;
        }
        return inode.has(Attributes.SOCKET) ? SOCKET : FILE;
    }

    /** Returns the kind in words, such as {@code symbolic link}. */
    @Override
    public String toString() {
        return words;
    }
}
