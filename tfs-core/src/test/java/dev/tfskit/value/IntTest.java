// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1023, 1024, -1024, Long.MAX_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE})
    void printsSignedNumbers(long number) {
        assertEquals(Long.toString(number), Int.of(number).toString());
    }

    @Test
    void printsUnsignedNumbers() {
        assertEquals("18446744073709551615", Int.ofUnsigned(-1).toString());
    }

    @ParameterizedTest
    @CsvSource({"0", "-9223372036854775807"})
    void refusesNegativeZeroAndNumbersBelowTheRange(long magnitude) {
        assertThrows(IllegalArgumentException.class, () -> new Int(true, magnitude));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "00, 0",
        "0000000000000000000000000000007, 7",
        "1024, 1024",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -9223372036854775808",
        "18446744073709551609, -7",
        "18446744073709551615, -1"
    })
    void parsesDecimalDigits(String digits, long bits) {
        assertEquals(Optional.of(Int.ofUnsigned(bits)), Int.parseDecimal(Text.of(digits)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                " 1",
                "1 ",
                "0x1",
                "1a",
                "1.0",
                "１",
                "/",
                ":",
                "18446744073709551616",
                "18446744073709551620",
                "18446744073709551625",
                "28446744073709551615",
                "99999999999999999999",
                "184467440737095516150"
            })
    void parsesNothingElse(String text) {
        assertEquals(Optional.empty(), Int.parseDecimal(Text.of(text)));
    }

    @Test
    void parsesAtMost64Digits() {
        assertEquals(Optional.of(Int.of(7)), Int.parseDecimal(Text.of("0".repeat(63) + "7")));
        assertEquals(Optional.empty(), Int.parseDecimal(Text.of("0".repeat(64) + "7")));
    }

    @Test
    void parsesWhatItPrints() throws Exception {
        Seeds.repeat(1000, random -> {
            Int number = Int.ofUnsigned(random.nextLong() >>> random.nextInt(Long.SIZE));
            assertEquals(Optional.of(number), Int.parseDecimal(Symbol.of(number.toString())));
        });
    }

    @Test
    void readsANumberFromAnIntegerOrFromDigits() {
        assertEquals(Optional.of(Int.of(-5)), Int.from(Int.of(-5)));
        assertEquals(Optional.of(Int.of(5)), Int.from(Text.of("5")));
    }

    static Stream<Value> notNumbers() {
        return Stream.of(Text.of("x"), Flag.PRESENT, new Tuple(), new VectorValue());
    }

    @ParameterizedTest
    @MethodSource("notNumbers")
    void readsNoNumberFromAnythingElse(Value value) {
        assertEquals(Optional.empty(), Int.from(value));
    }

    @Test
    void knowsWhetherItFitsALong() {
        assertTrue(Int.of(0).isNonNegativeLong());
        assertTrue(Int.of(Long.MAX_VALUE).isNonNegativeLong());
        assertFalse(Int.of(-1).isNonNegativeLong());
        assertFalse(Int.ofUnsigned(Long.MIN_VALUE).isNonNegativeLong());
    }
}
