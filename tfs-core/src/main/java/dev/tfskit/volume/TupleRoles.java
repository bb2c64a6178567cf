// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.TupleRole;
import dev.tfskit.value.Tuple;
import java.util.Arrays;
import java.util.Optional;

/**
 * Records the role of each tuple of a tree. A tuple has one role, and only an inode may be referenced more than once:
 * the removal of an inode takes its parts out of the log, whatever else refers to them. Not thread-safe.
 */
final class TupleRoles {

    private static final TupleRole[] ROLES = TupleRole.values();
    private static final byte NONE = 0;

    /** For each dictionary number: the ordinal of the role of that tuple, plus 1. */
    private byte[] roles = {};

    /**
     * Gives a role to a tuple. A tuple that is not in the log yet has no number, and no other role.
     *
     * @return what the tuple is already, in words; empty for a tuple that was not met before, and for an inode that is
     *     met again
     */
    Optional<String> claim(Tuple tuple, TupleRole role) {
        if (!Changes.isLogged(tuple)) {
            return Optional.empty();
        }
        int number = tuple.number();
        if (number >= roles.length) {
            roles = Arrays.copyOf(roles, Math.max(number + 1, 2 * roles.length));
        }
        if (roles[number] == NONE) {
            roles[number] = (byte) (role.ordinal() + 1);
            return Optional.empty();
        }
        TupleRole before = ROLES[roles[number] - 1];
        return before == TupleRole.INODE && role == TupleRole.INODE
                ? Optional.empty()
                : Optional.of(words(before, role));
    }

    /** Says what a tuple is already. */
    private static String words(TupleRole before, TupleRole claimed) {
        if (before != claimed) {
            return "also " + before;
        }
        return switch (before) {
            case CHILDREN -> "those of another directory";
            case EXTENTS -> "those of another inode";
            case EXTENT -> "also another extent";
            case INODE, VALUE, UNKNOWN -> throw new IllegalStateException("a second claim of " + before);
        };
    }
}
