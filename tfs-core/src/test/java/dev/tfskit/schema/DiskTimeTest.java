// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import dev.tfskit.value.Int;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskTimeTest {

    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "1970-01-01T00:00:00.000000001Z, 5",
        "1970-01-01T00:00:00.5Z, 2147483648",
        "1970-01-01T00:00:00.999999999Z, 4294967292",
        "1970-01-01T00:00:01Z, 4294967296",
        "2106-02-07T06:28:15.999999999Z, 18446744073709551612"
    })
    void isSecondsAndABinaryFraction(Instant time, String expected) {
        assertEquals(expected, DiskTime.encode(time).toString());
        assertEquals(time, DiskTime.decode(DiskTime.encode(time)));
    }

    @Test
    void everyNanosecondComesBack() {
        // A prime step meets every last digit and all parts of the second.
        for (int nanos = 0; nanos < 1_000_000_000; nanos += 997) {
            Instant time = Instant.ofEpochSecond(1_700_000_000, nanos);
            assertEquals(time, DiskTime.decode(DiskTime.encode(time)));
        }
    }

    @Test
    void isTheNextFractionUpAndTheNextNanosecondDown() throws Exception {
        Seeds.repeat(10_000, random -> {
            Instant time = Instant.ofEpochSecond(random.nextLong(1L << 32), random.nextInt(1_000_000_000));
            BigInteger[] exact =
                    BigInteger.valueOf(time.getNano()).shiftLeft(32).divideAndRemainder(NANOS);
            BigInteger fraction = exact[1].signum() == 0 ? exact[0] : exact[0].add(BigInteger.ONE);
            assertEquals(
                    BigInteger.valueOf(time.getEpochSecond())
                            .shiftLeft(32)
                            .add(fraction)
                            .toString(),
                    DiskTime.encode(time).toString());
            assertEquals(time, DiskTime.decode(DiskTime.encode(time)));
            long any = random.nextLong();
            assertEquals(
                    BigInteger.valueOf(any & 0xffff_ffffL)
                            .multiply(NANOS)
                            .shiftRight(32)
                            .intValueExact(),
                    DiskTime.decode(Int.ofUnsigned(any)).getNano());
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1969-12-31T23:59:59.999999999Z, false, 0",
        "0001-01-01T00:00:00Z, false, 0",
        "1970-01-01T00:00:00Z, true, 0",
        "2106-02-07T06:28:16Z, false, 18446744073709551615",
        "+100000-01-01T00:00:00Z, false, 18446744073709551615"
    })
    void timeOutOfRangeBecomesTheNearest(Instant time, boolean held, String expected) {
        assertEquals(held, DiskTime.holds(time));
        assertEquals(expected, DiskTime.encode(time).toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -1L << 32, Long.MIN_VALUE})
    void negativeTimeIsReadAsEpoch(long number) {
        assertEquals(Instant.EPOCH, DiskTime.decode(Int.of(number)));
    }
}
