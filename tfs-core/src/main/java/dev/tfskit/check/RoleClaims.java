// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.check;

import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Tuple;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records the role of each tuple of the tree, and remembers the answers of {@link TupleForm}. A tuple has only one
 * role, and only an inode may be referenced more than once. Not thread-safe.
 */
final class RoleClaims {

    private static final TupleRole[] ROLES = TupleRole.values();
    private static final byte NONE = -1;

    /** The ordinal of the role of each tuple, by dictionary number. */
    private byte[] registered = {};

    /**
     * For each role that was asked about in {@link #fits}, the tuples with an answer, and those with the answer yes.
     */
    private final Map<TupleRole, Answers> answers = new EnumMap<>(TupleRole.class);

    private record Answers(BitSet given, BitSet positive) {}

    /**
     * Returns what {@link TupleForm#fits} returns, and examines each tuple once. A damaged log can refer to a large
     * tuple from many inodes.
     */
    boolean fits(Tuple tuple, TupleRole role) {
        Answers ofRole = answers.computeIfAbsent(role, _ -> new Answers(new BitSet(), new BitSet()));
        int number = tuple.number();
        if (!ofRole.given.get(number)) {
            ofRole.given.set(number);
            ofRole.positive.set(number, TupleForm.fits(tuple, role));
        }
        return ofRole.positive.get(number);
    }

    /** Records the role of a tuple and returns its earlier role, if it has one. */
    Optional<TupleRole> register(Tuple tuple, TupleRole role) {
        int number = tuple.number();
        if (number >= registered.length) {
            int known = registered.length;
            registered = Arrays.copyOf(registered, Math.max(number + 1, 2 * known));
            Arrays.fill(registered, known, registered.length, NONE);
        }
        if (registered[number] != NONE) {
            return Optional.of(ROLES[registered[number]]);
        }
        registered[number] = (byte) role.ordinal();
        return Optional.empty();
    }
}
