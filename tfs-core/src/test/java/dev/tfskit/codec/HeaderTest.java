// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.Tuple;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte before each value of version 5, with the length that may spill into more bytes. */
class HeaderTest {

    static LongStream awkwardLengths() {
        return LongStream.range(0, Long.SIZE - 1)
                .map(bit -> 1L << bit)
                .flatMap(power -> LongStream.of(power - 1, power, power + 1))
                .distinct();
    }

    @ParameterizedTest
    @CsvSource({"0, 90", "3, 93", "7, 97", "8, 9808", "127, 987f", "128, 9900", "1023, 9f7f", "1024, 988800"})
    void hasTheBytesOfTheFormat(long length, String expected) {
        assertArrayEquals(Hex.bytes(expected), tupleHeader(length));
    }

    @ParameterizedTest
    @EnumSource
    void holdsTypeAndWhetherTheValueFollows(ValueType type) {
        Output out = new Output();
        type.writeImmediate(out, 5);
        type.writeReference(out, 5);
        int code = type.ordinal() << 4;
        assertArrayEquals(new byte[] {(byte) (0x80 | code | 5), (byte) (code | 5)}, out.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("awkwardLengths")
    void takesAsFewBytesAsTheLengthNeeds(long length) {
        int bits = BigInteger.valueOf(length).bitLength();
        int expected = bits <= 3 ? 1 : Math.max(2, 1 + (bits - 3 + 6) / 7);
        assertEquals(expected, tupleHeader(length).length);
    }

    @ParameterizedTest
    @MethodSource("awkwardLengths")
    void everyLengthIsReadBack(long length) {
        assertLengthRead(length, Integer.MAX_VALUE);
    }

    @Test
    void lengthsAreReadBackAcrossRuns() throws Exception {
        Seeds.repeat(
                5000,
                random -> assertLengthRead(
                        random.nextLong() >>> 1 + random.nextInt(Long.SIZE - 1), 1 + random.nextInt(5)));
    }

    /** A reference to a symbol has its number as the length; one that does not exist is named in the message. */
    private static void assertLengthRead(long length, int runBytes) {
        Output out = new Output();
        ValueType.TUPLE.writeImmediate(out, 1);
        ValueType.BUFFER.writeReference(out, length);
        out.write(0);
        TfsFormatException refusal = assertThrows(
                TfsFormatException.class,
                () -> new Decoder(new Dictionary())
                        .decode(new MemoryInput(out.toByteArray(), runBytes), Encoding.VERSION_5));
        // Number 1 is the tuple itself.
        assertEquals(
                length == 1
                        ? "number 1 of the dictionary is a tuple where a symbol is expected"
                        : "a reference to number " + length + " where the dictionary ends at 1",
                refusal.problem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"88 03", "88 80 03", "88 80 80 80 80 80 80 80 80 80 03"})
    void acceptsMoreBytesThanNeeded(String header) throws Exception {
        byte[] record = Hex.bytes("91 " + header + " 'abc' c1 'x'");
        Tuple tuple = new Decoder(new Dictionary()).decode(new MemoryInput(record), Encoding.VERSION_5);
        assertEquals("abc", tuple.nameAt(0).decode());
    }

    private static byte[] tupleHeader(long length) {
        Output out = new Output();
        ValueType.TUPLE.writeImmediate(out, length);
        return out.toByteArray();
    }

    @Test
    void onlyTwoVersionsAreKnown() {
        assertEquals(Optional.of(Encoding.VERSION_4), Encoding.ofVersion(4));
        assertEquals(Optional.of(Encoding.VERSION_5), Encoding.ofVersion(5));
        assertEquals(Optional.empty(), Encoding.ofVersion(3));
        assertEquals(Optional.empty(), Encoding.ofVersion(6));
        assertEquals(4, Encoding.VERSION_4.version());
        assertEquals(5, Encoding.VERSION_5.version());
    }
}
