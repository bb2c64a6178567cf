// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockRunTest {

    @Test
    void endsBehindItsLastBlock() {
        assertEquals(7, new BlockRun(3, 4).end());
        assertEquals(Long.MAX_VALUE, new BlockRun(Long.MAX_VALUE - 1, 1).end());
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 0", "0, -1", "9223372036854775807, 1", "1, 9223372036854775807"})
    void isNeverEmptyOrBeyondCounting(long start, long length) {
        assertThrows(IllegalArgumentException.class, () -> new BlockRun(start, length));
    }
}
