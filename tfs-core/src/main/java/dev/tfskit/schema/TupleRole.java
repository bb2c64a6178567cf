// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import dev.tfskit.value.Symbol;

/**
 * What a tuple of a volume serves as. The role of a tuple follows from the tuple that holds it (docs/format.md, section
 * 3).
 */
public enum TupleRole {
    /** A file, directory, link, socket or special file, or the root. */
    INODE("an inode"),
    /** The entries of a directory. */
    CHILDREN("the entries of a directory"),
    /** The extents of an inode. */
    EXTENTS("the extents of an inode"),
    /** One extent. */
    EXTENT("an extent"),
    /** Part of the value of an attribute. */
    VALUE("a part of an attribute"),
    /** No tuple with a role holds it. */
    UNKNOWN("no part of the tree");

    private final String words;

    TupleRole(String words) {
        this.words = words;
    }

    /**
     * Returns the role of a tuple that is a member of a tuple with this role.
     *
     * @param name the name of the member
     * @return the role
     */
    public TupleRole ofMember(Symbol name) {
        return switch (this) {
            case INODE ->
                name.equals(Attributes.CHILDREN) ? CHILDREN : name.equals(Attributes.EXTENTS) ? EXTENTS : VALUE;
            case CHILDREN -> INODE;
            case EXTENTS -> EXTENT;
            case EXTENT, VALUE -> VALUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** Returns the role in words, such as {@code the entries of a directory}. */
    @Override
    public String toString() {
        return words;
    }
}
