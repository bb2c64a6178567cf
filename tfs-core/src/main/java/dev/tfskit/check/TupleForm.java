// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.List;

/** Which roles a tuple can have, judged by its attributes alone. Stateless. */
final class TupleForm {

    private static final List<Symbol> OF_EXTENTS =
            List.of(Attributes.EXTENT_OFFSET, Attributes.EXTENT_LENGTH, Attributes.EXTENT_ALLOCATED);
    /** The most attributes of an extent: three numbers and the flag of preallocated ({@code uninited}) extents. */
    private static final int MOST_OF_EXTENTS = 4;

    private static final List<Symbol> OF_INODES =
            List.of(Attributes.FILE_LENGTH, Attributes.LINK_TARGET, Attributes.SOCKET, Attributes.MODIFIED);

    private TupleForm() {}

    /**
     * Returns whether a tuple can have a role. A reference to a tuple with another role is one finding; checking that
     * tuple here would only add misleading ones. For entries and extents, this may read the whole tuple.
     */
    static boolean fits(Tuple tuple, TupleRole role) {
        return switch (role) {
            case INODE -> !isExtent(tuple);
            case CHILDREN -> holdsTuples(tuple, OF_EXTENTS) && holdsTuples(tuple, OF_INODES) && !holdsExtents(tuple);
            case EXTENTS -> tuple.size() == 0 || hasNumber(tuple);
            case EXTENT -> hasAny(tuple, OF_EXTENTS);
            case VALUE, UNKNOWN -> true;
        };
    }

    private static boolean isExtent(Tuple tuple) {
        return tuple.size() >= OF_EXTENTS.size() && tuple.size() <= MOST_OF_EXTENTS && hasAll(tuple, OF_EXTENTS);
    }

    private static boolean hasAll(Tuple tuple, List<Symbol> names) {
        for (Symbol name : names) {
            if (!tuple.has(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasAny(Tuple tuple, List<Symbol> names) {
        for (Symbol name : names) {
            if (tuple.has(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether all of the given attributes that are set are tuples. */
    private static boolean holdsTuples(Tuple tuple, List<Symbol> names) {
        for (Symbol name : names) {
            if (tuple.has(name) && tuple.tuple(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsExtents(Tuple tuple) {
        for (int i = 0; i < tuple.size(); i++) {
            if (!(tuple.valueAt(i) instanceof Tuple member) || !isExtent(member)) {
                return false;
            }
        }
        return tuple.size() > 0;
    }

    private static boolean hasNumber(Tuple tuple) {
        for (int i = 0; i < tuple.size(); i++) {
            if (Int.parseDecimal(tuple.nameAt(i)).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
