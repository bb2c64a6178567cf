// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.disk.fat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FatTimeTest {

    @ParameterizedTest
    @CsvSource({
        "1980-01-01T00:00:00Z, 0021, 0000, 00",
        "2001-02-03T04:05:07.89Z, 2a43, 20a3, bd",
        "2107-12-31T23:59:58Z, ff9f, bf7d, 00",
        "2107-12-31T23:59:59.999999999Z, ff9f, bf7d, c7",
        "2024-02-29T12:30:00.009Z, 585d, 63c0, 00"
    })
    void isPackedIntoFields(Instant instant, String date, String time, String hundredths) {
        assertEquals(
                new FatTime((short) Integer.parseInt(date, 16), (short) Integer.parseInt(time, 16), (byte)
                        Integer.parseInt(hundredths, 16)),
                FatTime.of(instant));
    }

    @ParameterizedTest
    @CsvSource({
        "1979-12-31T23:59:59Z, 1980-01-01T00:00:00Z",
        "-999999999-01-01T00:00:00Z, 1980-01-01T00:00:00Z",
        "2108-01-01T00:00:00Z, 2107-12-31T23:59:59.99Z",
        "+1000000000-12-31T23:59:59.999999999Z, 2107-12-31T23:59:59.99Z"
    })
    void timeOutOfRangeBecomesTheNearest(Instant instant, Instant nearest) {
        assertEquals(FatTime.of(nearest), FatTime.of(instant));
    }
}
