// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records what each tuple of the tree serves as: an inode, the entries of a directory, the extents of a file, or one
 * extent. A tuple serves as only one of these, and only an inode may be referenced more than once. Not thread-safe.
 */
final class TupleUses {

    private static final Use[] USES = Use.values();
    private static final byte NONE = -1;

    /** The ordinal of the use of each tuple, by dictionary number. */
    private byte[] registered = {};

    /** For each use that was asked about in {@link #fits}, the tuples with an answer, and those with the answer yes. */
    private final Map<Use, Answers> answers = new EnumMap<>(Use.class);

    private record Answers(BitSet given, BitSet positive) {}

    /** The uses of a tuple. */
    enum Use {
        INODE("an inode"),
        CHILDREN("the entries of a directory"),
        EXTENTS("the extents of a file"),
        EXTENT("an extent");

        private static final List<Symbol> OF_EXTENTS =
                List.of(Attributes.EXTENT_OFFSET, Attributes.EXTENT_LENGTH, Attributes.EXTENT_ALLOCATED);
        /** The most attributes of an extent: three numbers and the flag of preallocated ({@code uninited}) extents. */
        private static final int MOST_OF_EXTENTS = 4;

        private static final List<Symbol> OF_INODES =
                List.of(Attributes.FILE_LENGTH, Attributes.LINK_TARGET, Attributes.SOCKET, Attributes.MODIFIED);

        private final String description;

        Use(String description) {
            this.description = description;
        }

        /**
         * Returns whether a tuple can have this use. A reference to a tuple with another use is one finding; checking
         * that tuple here would only add misleading ones. For entries and extents, this may read the whole tuple.
         */
        boolean fits(Tuple tuple) {
            return switch (this) {
                case INODE ->
                    tuple.size() < OF_EXTENTS.size() || tuple.size() > MOST_OF_EXTENTS || !hasAll(tuple, OF_EXTENTS);
                case CHILDREN ->
                    holdsTuples(tuple, OF_EXTENTS) && holdsTuples(tuple, OF_INODES) && !holdsExtents(tuple);
                case EXTENTS -> tuple.size() == 0 || hasNumber(tuple);
                case EXTENT -> hasAny(tuple, OF_EXTENTS);
            };
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
                if (!(tuple.valueAt(i) instanceof Tuple member) || INODE.fits(member)) {
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

        @Override
        public String toString() {
            return description;
        }
    }

    /**
     * Returns what {@link Use#fits} returns, and examines each tuple once. A damaged log can refer to a large tuple
     * from many inodes.
     */
    boolean fits(Tuple tuple, Use use) {
        Answers ofUse = answers.computeIfAbsent(use, _ -> new Answers(new BitSet(), new BitSet()));
        int number = tuple.number();
        if (!ofUse.given.get(number)) {
            ofUse.given.set(number);
            ofUse.positive.set(number, use.fits(tuple));
        }
        return ofUse.positive.get(number);
    }

    /** Records the use of a tuple and returns its earlier use, if it has one. */
    Optional<Use> register(Tuple tuple, Use use) {
        int number = tuple.number();
        if (number >= registered.length) {
            int known = registered.length;
            registered = Arrays.copyOf(registered, Math.max(number + 1, 2 * known));
            Arrays.fill(registered, known, registered.length, NONE);
        }
        if (registered[number] != NONE) {
            return Optional.of(USES[registered[number]]);
        }
        registered[number] = (byte) use.ordinal();
        return Optional.empty();
    }
}
