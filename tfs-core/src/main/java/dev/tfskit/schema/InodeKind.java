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
    SOCKET("socket"),
    /** The name of a pipe. */
    FIFO("fifo"),
    /** A device that is read and written byte by byte. */
    CHARACTER_DEVICE("character device"),
    /** A device with blocks, such as a disk. */
    BLOCK_DEVICE("block device");

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
        if (inode.has(Attributes.SOCKET)) {
            return SOCKET;
        }
        return inode.has(Attributes.NODE)
                ? SpecialNode.of(inode).map(SpecialNode::kind).orElse(FILE)
                : FILE;
    }

    /** Returns the kind in words, such as {@code symbolic link}. */
    @Override
    public String toString() {
        return words;
    }
}
