// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;

/** What a tuple is for, which follows from the one that holds it (docs/format.md, section 3). */
enum TupleRole {
    /** Nothing holds it. */
    UNKNOWN,
    /** A file, directory, link or socket; the root. */
    INODE,
    /** The entries of a directory. */
    CHILDREN,
    /** The extents of a file. */
    EXTENTS,
    /** One extent. */
    EXTENT,
    /** Part of the value of an attribute. */
    VALUE;

    /** The role of what such a tuple holds under a name. */
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
