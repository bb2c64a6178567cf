// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEntriesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "8192, 1, false",
        "8193, 1, true",
        "16384, 8192, true",
        "16386, 8193, true",
        "16388, 8195, false",
        "1000000, 900000, false",
        "1000000, 500000, true"
    })
    void compactionIsDueWhenManyEntriesAndHalfOfAllAreObsolete(long all, long live, boolean isDue) {
        LogEntries entries = new LogEntries(all, live);
        assertEquals(isDue, entries.isCompactionDue());
        assertEquals(all, live + entries.obsolete());
    }
}
