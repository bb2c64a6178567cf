// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;

/** The role of a tuple, which follows from the tuple that holds it (docs/format.md, section 3). */
enum TupleRole {
    /** No tuple holds it. */
    UNKNOWN,
    /** A file, directory, link or socket, or the root. */
    INODE,
    /** The entries of a directory. */
    CHILDREN,
    /** The extents of a file. */
    EXTENTS,
    /** One extent. */
    EXTENT,
    /** Part of the value of an attribute. */
    VALUE;

    /** Returns the role of a tuple that this one holds under a name. */
    TupleRole ofMember(Symbol name) {
        return switch (this) {
            case UNKNOWN -> UNKNOWN;
            case INODE ->
                name.equals(Attributes.CHILDREN) ? CHILDREN : name.equals(Attributes.EXTENTS) ? EXTENTS : VALUE;
            case CHILDREN -> INODE;
            case EXTENTS -> EXTENT;
            case EXTENT, VALUE -> VALUE;
        };
    }
}
