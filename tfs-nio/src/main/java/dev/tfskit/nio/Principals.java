// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;

/**
 * Owners and groups. A volume stores them as numbers, and only the system in the image knows their names, so the number
 * is the name.
 */
final class Principals {

    private static final long MOST = 0xffff_ffffL;

    private Principals() {}

    /** Finds owners and groups by their numbers. */
    static final UserPrincipalLookupService LOOKUP = new UserPrincipalLookupService() {
        @Override
        public UserPrincipal lookupPrincipalByName(String name) throws IOException {
            return new User(number(name));
        }

        @Override
        public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
            return new Group(number(group));
        }
    };

    /**
     * An owner.
     *
     * @param number the number, 0 to 2^32 - 1
     */
    record User(long number) implements UserPrincipal {

        @Override
        public String getName() {
            return Long.toString(number);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /**
     * A group.
     *
     * @param number the number, 0 to 2^32 - 1
     */
    record Group(long number) implements GroupPrincipal {

        @Override
        public String getName() {
            return Long.toString(number);
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    private static long number(String name) throws UserPrincipalNotFoundException {
        try {
            long number = Long.parseLong(name);
            if (number >= 0 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same as for a number that is out of range.
        }
        throw new UserPrincipalNotFoundException(name);
    }

    /**
     * Returns the number of an owner.
     *
     * @throws ProviderMismatchException when it is one of another file system
     */
    static long number(UserPrincipal owner) {
        return switch (Objects.requireNonNull(owner)) {
            case User user -> user.number;
            case Group group -> group.number;
            default -> throw new ProviderMismatchException("the owner belongs to another file system: " + owner);
        };
    }
}
