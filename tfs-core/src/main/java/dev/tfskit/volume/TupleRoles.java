// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.value.Tuple;
import java.util.Arrays;
import java.util.Optional;

/**
 * Records the role of each tuple of a tree. A tuple has one role, and only an inode may be referenced more than once:
 * the removal of an inode takes its parts out of the log, whatever else refers to them. Not thread-safe.
 */
final class TupleRoles {

    private static final Role[] ROLES = Role.values();
    private static final byte NONE = 0;

    /** For each dictionary number: the ordinal of the role of that tuple, plus 1. */
    private byte[] roles = {};

    /** What a tuple of a tree serves as. */
    enum Role {
        INODE("also an inode", "also another inode"),
        ENTRIES("also the entries of a directory", "those of another directory"),
        EXTENTS("also the extents of an inode", "those of another inode"),
        EXTENT("also an extent", "also another extent");

        private final String words;
        private final String wordsOfSame;

        Role(String words, String wordsOfSame) {
            this.words = words;
            this.wordsOfSame = wordsOfSame;
        }

        private String describeTo(Role claimed) {
            return claimed == this ? wordsOfSame : words;
        }
    }

    /**
     * Gives a role to a tuple. A tuple that is not in the log yet has no number, and no other role.
     *
     * @return what the tuple is already, in words; empty for a tuple that was not met before, and for an inode that is
     *     met again
     */
    Optional<String> claim(Tuple tuple, Role role) {
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
        Role before = ROLES[roles[number] - 1];
        return before == Role.INODE && role == Role.INODE ? Optional.empty() : Optional.of(before.describeTo(role));
    }
}
