// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.program;

import dev.tfskit.value.Text;

/**
 * The bytes that the lists of directories may have in which the loader searches for the libraries of one object: those
 * of the object, of the objects that loaded it, and of the environment. An object can need thousands of libraries, and
 * each that is missing is searched in all directories. Not thread-safe.
 */
final class DirectoryBudget {

    private static final int MOST_BYTES = 1 << 16;

    private final LoadedObject requester;
    private long bytes;

    DirectoryBudget(LoadedObject requester) {
        this.requester = requester;
    }

    /**
     * Takes the bytes of a list from the budget.
     *
     * @throws LookupLimitException when the budget is exhausted
     */
    void take(Text list) throws LookupLimitException {
        bytes += list.length();
        if (bytes > MOST_BYTES) {
            throw new LookupLimitException(
                    requester.path().toString(),
                    "has lists of directories with more than " + MOST_BYTES
                            + " bytes; shorten LD_LIBRARY_PATH and the run paths");
        }
    }
}
