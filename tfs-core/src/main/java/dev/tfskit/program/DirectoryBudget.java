// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;
import java.util.HashSet;
import java.util.Set;

/**
 * The bytes that the lists of directories may have in which one loader searches for libraries. An object can need
 * thousands of libraries, each that is missing is searched in all directories, and the lists of an object count again
 * for all that it loads. Not thread-safe.
 */
final class DirectoryBudget {

    /** The most bytes of different lists of one object, of those that loaded it, and of the environment. */
    private static final int MOST_BYTES_OF_OBJECT = 1 << 16;
    /** The most bytes that are read: five thousand libraries with long run paths take a tenth of it. */
    private static final int MOST_BYTES = 1 << 27;

    private long bytes;

    /** The part of the budget for one object that needs libraries. */
    final class Share {

        private final LoadedObject requester;
        private final Set<ListOfDirectories> taken = new HashSet<>();
        private long different;

        /**
         * Creates a part from which nothing has been taken.
         *
         * @param requester the object that needs libraries
         */
        Share(LoadedObject requester) {
            this.requester = requester;
        }

        /**
         * Takes the list of the environment from the budget. An equal run path does not stand for it: a loader splits
         * the two at other characters, or replaces variables in one of them alone.
         *
         * @param list the list
         * @throws LookupLimitException when the budget is exhausted
         */
        void takeOfEnvironment(Text list) throws LookupLimitException {
            countRead(list);
            countDifferent(list);
        }

        /**
         * Takes a run path from the budget.
         *
         * @param list the run path
         * @param owner the object that has the run path
         * @return whether it names directories that no run path before it names, as equal ones of one chain do
         * @throws LookupLimitException when the budget is exhausted
         */
        boolean takeRunPath(Text list, LoadedObject owner) throws LookupLimitException {
            countRead(list);
            boolean isNew = taken.add(ListOfDirectories.of(list, owner));
            if (isNew) {
                countDifferent(list);
            }
            return isNew;
        }

        private void countRead(Text list) throws LookupLimitException {
            bytes += list.length();
            check(bytes, MOST_BYTES, ", together with those of the objects before it");
        }

        private void countDifferent(Text list) throws LookupLimitException {
            different += list.length();
            check(different, MOST_BYTES_OF_OBJECT, "");
        }

        private void check(long count, int most, String together) throws LookupLimitException {
            if (count > most) {
                throw new LookupLimitException(
                        requester.path().toString(),
                        "has lists of directories with more than " + most + " bytes" + together
                                + "; shorten LD_LIBRARY_PATH and the run paths");
            }
        }
    }

    /**
     * A list and what its variables depend on.
     *
     * @param list the list
     * @param origin the directory of its owner; empty when the list has no variable
     */
    private record ListOfDirectories(Text list, Text origin) {

        static ListOfDirectories of(Text list, LoadedObject owner) {
            return new ListOfDirectories(list, list.contains('$') ? owner.directory() : Text.of(""));
        }
    }
}
