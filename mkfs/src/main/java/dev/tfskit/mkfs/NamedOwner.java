// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.mkfs;

import dev.tfskit.cli.UsageException;
import dev.tfskit.source.filter.Adjustments;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the numbers of users and groups by name, in {@code /etc/passwd} and {@code /etc/group} of the trees that go
 * into an image, as a program in the image would.
 *
 * @param lists the lines of these files
 */
record NamedOwner(Lists lists) {

    private static final int NUMBER = 2;
    private static final int GROUP_OF_USER = 3;
    private static final long MOST = 0xffff_ffffL;

    /** The lists of users and groups. */
    @FunctionalInterface
    interface Lists {

        /**
         * Returns the lines of a list in all trees, those of the tree on top first.
         *
         * @param file {@code passwd} or {@code group}
         * @throws UsageException when a tree cannot be searched
         */
        List<String> lines(String file) throws UsageException, IOException;
    }

    /**
     * Returns the owner of {@code USER[:GROUP]}, each a name or a number. Without a group, a name stands for the user
     * and its group, and a number for both.
     *
     * @throws UsageException when a name is not in {@code /etc/passwd} or {@code /etc/group} of a tree
     */
    Adjustments.Owner parse(String text) throws UsageException, IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        long userNumber = number("passwd", user, NUMBER, text);
        if (colon >= 0) {
            return new Adjustments.Owner(userNumber, number("group", text.substring(colon + 1), NUMBER, text));
        }
        return new Adjustments.Owner(userNumber, number("passwd", user, GROUP_OF_USER, text));
    }

    private long number(String file, String name, int field, String text) throws UsageException, IOException {
        Optional<Long> number =
                name.matches("[0-9]{1,10}") ? Optional.of(Long.parseLong(name)) : find(file, name, field);
        if (number.isEmpty() || number.get() > MOST) {
            throw new UsageException("--owner " + text + ": '" + name + "' is not a number up to " + MOST
                    + ", nor a name in /etc/" + file + " of a tree of -r");
        }
        return number.get();
    }

    private Optional<Long> find(String file, String name, int field) throws UsageException, IOException {
        // No list can have such a name, so there is no need to read the trees.
        if (name.isEmpty() || name.contains(":")) {
            return Optional.empty();
        }
        for (String line : lists.lines(file)) {
            String[] fields = line.split(":", -1);
            if (fields.length > field && fields[0].equals(name) && fields[field].matches("[0-9]{1,10}")) {
                return Optional.of(Long.parseLong(fields[field]));
            }
        }
        return Optional.empty();
    }
}
