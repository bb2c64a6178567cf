// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version numbers of libfuse, and the features of each version. */
class Fuse3VersionTest {

    @ParameterizedTest
    @CsvSource({"33, 3", "39, 9", "310, 10", "314, 14", "317, 17"})
    void numberOfTwoOrThreeDigitsHasTheMinorVersion(int number, int minor) {
        assertEquals(minor, Fuse3Version.of(number).minor());
    }

    @Test
    void tableEndsWithTheLastOperationOfTheVersion() {
        assertEquals(OperationTable.Operation.READDIRPLUS, new Fuse3Version(3).lastOperation());
        assertEquals(OperationTable.Operation.COPY_FILE_RANGE, new Fuse3Version(4).lastOperation());
        assertEquals(OperationTable.Operation.LSEEK, new Fuse3Version(8).lastOperation());
        assertEquals(OperationTable.Operation.LSEEK, new Fuse3Version(16).lastOperation());
        assertEquals(OperationTable.Operation.TMPFILE, new Fuse3Version(17).lastOperation());
    }
}
