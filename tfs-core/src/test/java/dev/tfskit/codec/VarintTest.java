// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

    /** Each power of two and its neighbours, as 64 unsigned bits. */
    static LongStream awkwardNumbers() {
        return LongStream.range(0, Long.SIZE)
                .map(bit -> 1L << bit)
                .flatMap(power -> LongStream.of(power - 1, power, power + 1))
                .distinct();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8100",
        "3072, 9800",
        "16383, ff7f",
        "16384, 818000",
        "9223372036854775807, ffffffffffffffff7f",
        "-9223372036854775808, 81808080808080808000",
        "-1, 81ffffffffffffffff7f"
    })
    void writesTheMostSignificantGroupFirst(long number, String expected) {
        assertArrayEquals(Hex.bytes(expected), written(number));
    }

    @ParameterizedTest
    @MethodSource("awkwardNumbers")
    void takesAsFewBytesAsTheBitsNeed(long number) {
        int bits = new BigInteger(Long.toUnsignedString(number)).bitLength();
        int expected = Math.max(1, (bits + 6) / 7);
        assertEquals(expected, written(number).length);
        assertEquals(expected, Varint.size(number));
    }

    @ParameterizedTest
    @MethodSource("awkwardNumbers")
    void acceptsTheSameNumberInMoreBytes(long number) throws IOException {
        byte[] shortest = written(number);
        for (int length = shortest.length; length <= Varint.MAX_BYTES; length++) {
            byte[] padded = new byte[length];
            Arrays.fill(padded, (byte) 0x80);
            System.arraycopy(shortest, 0, padded, length - shortest.length, shortest.length);
            Input in = new MemoryInput(padded);
            assertEquals(number, Varint.read(in));
            assertEquals(0, in.remaining());
        }
    }

    @Test
    void numbersOfEveryLengthComeBackInARow() throws Exception {
        Seeds.repeat(200, random -> {
            long[] numbers = random.longs(100)
                    .map(bits -> bits >>> random.nextInt(Long.SIZE))
                    .toArray();
            Output out = new Output();
            for (long number : numbers) {
                Varint.write(out, number);
            }
            Input in = new MemoryInput(out.toByteArray(), 1 + random.nextInt(12));
            for (long number : numbers) {
                assertEquals(number, Varint.read(in));
            }
            assertEquals(0, in.remaining());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "82808080808080808000", // 2^64
                "ffffffffffffffffff7f", // 70 bits
                "84808080808080808000"
            })
    void refusesMoreThan64Bits(String bytes) throws IOException {
        assertRefused(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080808080808080808001", "8080808080808080808080808080"})
    void refusesMoreThanTenBytes(String bytes) throws IOException {
        assertRefused(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "ff", "8180", "81ffffffffffffffff"})
    void refusesToEndInTheMiddle(String bytes) {
        byte[] cutShort = Hex.bytes(bytes);
        TfsFormatException refusal =
                assertThrows(TfsFormatException.class, () -> Varint.read(new MemoryInput(cutShort)));
        assertEquals(cutShort.length, refusal.offset().orElseThrow());
    }

    /**
     * The place is that of the number, whichever of its bytes shows the fault; here it is the second thing in the
     * input.
     */
    private static void assertRefused(String bytes) throws IOException {
        Input in = new MemoryInput(Hex.bytes("05" + bytes));
        assertEquals(5, Varint.read(in));
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> Varint.read(in));
        assertEquals(1, refusal.offset().orElseThrow());
    }

    @Test
    void refusesSizeBeyondLargestLong() throws IOException {
        assertEquals(Long.MAX_VALUE, Varint.readSize(new MemoryInput(written(Long.MAX_VALUE))));
        TfsFormatException refusal =
                assertThrows(TfsFormatException.class, () -> Varint.readSize(new MemoryInput(written(Long.MIN_VALUE))));
        assertTrue(refusal.problem().contains("9223372036854775808"), refusal::getMessage);
    }

    private static byte[] written(long number) {
        Output out = new Output();
        Varint.write(out, number);
        return out.toByteArray();
    }
}
