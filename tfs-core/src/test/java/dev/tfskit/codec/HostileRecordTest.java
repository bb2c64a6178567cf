// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Seeds;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.value.RandomValues;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that the format does not allow: each is refused with the byte where the fault stands. */
class HostileRecordTest {

    /** Number 1 is the root, 2 the symbol a, 3 a tuple, 4 the symbol v, 5 a vector. */
    private static final String BEFORE = "92 81 'a' 90 81 'v' a0";

    private final HandMadeRecords records = new HandMadeRecords();

    private void assertRefused(String record, long offset, String problem) throws IOException {
        records.decode(BEFORE);
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> records.decode(record));
        assertTrue(refusal.problem().contains(problem), refusal::getMessage);
        assertEquals(offset, refusal.offset().orElseThrow(), refusal::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "80      | 0 | a record that is not a tuple",
                "c1 'x'  | 0 | a record that is not a tuple",
                "a0      | 0 | a record that is not a tuple",
                "b0 01   | 0 | a record that is not a tuple",
                "9a      | 1 | ends in the middle",
                "90 00   | 1 | 1 byte too many",
                "91 02 c0 0000 | 3 | 2 bytes too many"
            })
    void refusesRecordThatIsNotExactlyOneTuple(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10 00       | 0 | number 0",
                "10 06       | 0 | number 6 where the dictionary ends at 5",
                "91 02 10 07 | 2 | number 7 where the dictionary ends at 6",
                "91 02 20 07 | 2 | number 7 where the dictionary ends at 6",
                "91 02 47    | 2 | number 7 where the dictionary ends at 6",
                "91 07 c0    | 1 | number 7 where the dictionary ends at 6",
                "91 00 c0    | 1 | number 0",
                "10 81ffffffffffffffff7f | 0 | number 18446744073709551615",
                "10 82808080808080808000 | 1 | more than 64 bits"
            })
    void refusesReferenceToUnknownNumber(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "10 02       | 0 | number 2 of the dictionary is a symbol where a tuple",
                "10 05       | 0 | number 5 of the dictionary is a vector where a tuple",
                "91 02 20 02 | 2 | number 2 of the dictionary is a symbol where a vector",
                "91 02 20 03 | 2 | number 3 of the dictionary is a tuple where a vector",
                "91 02 43    | 2 | number 3 of the dictionary is a tuple where a symbol",
                "91 02 05    | 2 | number 5 of the dictionary is a vector where a symbol",
                "91 03 c0    | 1 | number 3 of the dictionary is a tuple where a symbol"
            })
    void refusesReferenceToWrongKind(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "91 80 c0       | 1 | empty name",
                "91 c1 'x' c0   | 1 | where the name of an attribute is expected",
                "91 90 c0       | 1 | where the name of an attribute is expected",
                "91 85 'ab'     | 2 | 5 bytes with only 2 left",
                "91 81 'b'      | 3 | ends in the middle"
            })
    void refusesAttributeWithoutName(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "d0 00     | 2 | type 5",
                "e0 00     | 2 | type 6",
                "f0 00     | 2 | type 7",
                "c3 'ab'   | 3 | 3 bytes with only 2 left",
                "b0        | 3 | ends in the middle",
                "b0 82808080808080808000   | 3 | more than 64 bits",
                "b0 8080808080808080808001 | 3 | more than 10 bytes",
                "b2 01     | 2 | sign other than 0 or 1",
                "b8 08 01  | 2 | sign other than 0 or 1",
                "30 01     | 2 | sign other than 0 or 1",
                "b1 81808080808080808001   | 2 | below -2^63",
                "b1 81ffffffffffffffff7f   | 2 | below -2^63",
                "a1 80     | 3 | null inside a vector",
                "c8 81808080808080808000   | 2 | 9223372036854775808 bytes",
                "c8 8080808080808080808001 | 2 | more than 10 bytes",
                "cf ffffffffffffffffff7f   | 2 | more than 64 bits"
            })
    void refusesValueOfUnknownKindOrOutOfRange(String value, long offset, String problem) throws IOException {
        assertRefused("91 02 " + value, offset, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "91                      | 0 | tuple of 1 member in a record with 0 bytes left",
                "92 02 c0 02             | 0 | tuple of 2 members in a record with 3 bytes left",
                "98 ffff7f 02 c0         | 0 | tuple of 2097151 members",
                "98 ffffffffffffffff7f   | 0 | tuple of 9223372036854775807 members",
                "18 ffff7f 01 02 c0      | 0 | tuple of 2097151 members",
                "91 02 a1                | 2 | vector of 1 member in a record with 0 bytes left",
                "91 02 a8 ffff7f b0 01   | 2 | vector of 2097151 members",
                "91 02 28 ffff7f 05 b001 | 2 | vector of 2097151 members"
            })
    void refusesCountLargerThanRestOfRecord(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    /** Each count alone would fit, but the outer tuple still needs two bytes for its second attribute. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "92 02 92 02 c0 02   | 2 | tuple of 2 members in a record with 3 bytes left",
                "92 02 12 03 02 c0 02| 2 | tuple of 2 members in a record with 3 bytes left",
                "92 02 a2 b0 01 02   | 2 | vector of 2 members in a record with 3 bytes left"
            })
    void countsFitTogether(String record, long offset, String problem) throws IOException {
        assertRefused(record, offset, problem);
    }

    /**
     * Tuple in tuple, each claiming all the room behind it: without a common account they would claim n * n / 4
     * attributes.
     */
    @Test
    void nestedCountsReserveMemoryInProportionToTheRecord() {
        int recordBytes = 1 << 20;
        Output out = new Output();
        for (int level = 0; level < 1000; level++) {
            ValueType.TUPLE.writeImmediate(out, recordBytes / 2 - 4000);
            ValueType.BUFFER.writeImmediate(out, 1);
            out.write('n');
        }
        byte[] record = Arrays.copyOf(out.array(), recordBytes);
        AllocatedBytes allocated = AllocatedBytes.start();
        assertThrows(TfsFormatException.class, () -> records.decode(Encoding.VERSION_5, record));
        assertTrue(allocated.count() < 32L * recordBytes, allocated.count() + " bytes");
    }

    @Test
    void missingTextReservesNoMemory() {
        AllocatedBytes allocated = AllocatedBytes.start();
        assertThrows(TfsFormatException.class, () -> records.decode("91 81 'a' c8 87ffffff7f"));
        assertTrue(allocated.count() < 1 << 20, allocated.count() + " bytes");
    }

    /** A vector of references to one long symbol. */
    @Test
    void textsByReferenceShareTheBytesOfTheirSymbol() throws IOException {
        int length = 1 << 20;
        int references = 1000;
        Output out = new Output();
        ValueType.TUPLE.writeImmediate(out, 1);
        ValueType.BUFFER.writeImmediate(out, length);
        for (int i = 0; i < length; i++) {
            out.write('n');
        }
        ValueType.VECTOR.writeImmediate(out, references);
        for (int i = 0; i < references; i++) {
            out.write(ValueType.STRING.ordinal() << 4 | 2);
        }
        byte[] record = out.toByteArray();
        AllocatedBytes allocated = AllocatedBytes.start();
        records.decode(Encoding.VERSION_5, record);
        assertTrue(allocated.count() < 8L * length, allocated.count() + " bytes");
    }

    /**
     * An attribute whose name has millions of bytes is set again by an equal name of another number, and one of the
     * same length and hash is set and removed, each by two bytes.
     */
    @Test
    @Timeout(60)
    void longNamesAreNotComparedAtEachReference() throws IOException {
        String start = "n".repeat(8 << 20);
        int changes = 200_000;
        Output out = new Output();
        ValueType.TUPLE.writeImmediate(out, 3 + 3 * changes);
        for (String name : List.of(start + "Aa", start + "Aa", start + "BB")) {
            ValueType.BUFFER.writeImmediate(out, name.length());
            name.chars().forEach(out::write);
            ValueType.STRING.writeImmediate(out, 0);
        }
        for (int i = 0; i < changes; i++) {
            for (int name = 2; name <= 4; name++) {
                out.write(name);
                (name == 4 && i % 2 == 0 ? ValueType.BUFFER : ValueType.STRING).writeImmediate(out, 0);
            }
        }
        Tuple tuple = records.decode(Encoding.VERSION_5, out.toByteArray());
        assertEquals(2, tuple.size());
    }

    @Test
    void decoderWorksAgainAfterRefusal() throws IOException {
        assertRefused("91 02 91 02 91 02 d0", 6, "type 5");
        records.decode("11 01 02 c1 'x'");
    }

    @ParameterizedTest
    @EnumSource
    void changedBytesAreReadOrRefused(Encoding encoding) throws Exception {
        Seeds.repeat(800, random -> {
            RecordLog valid = new RecordLog();
            RandomValues values = new RandomValues(random);
            Tuple root = values.tuple();
            new Encoder(new Dictionary(), valid)
                    .encode(
                            root,
                            root.sorted().stream().map(Tuple.Attribute::name).toList());
            readOrRefuse(valid.records(), encoding, random);
        });
    }

    private static void readOrRefuse(List<byte[]> valid, Encoding encoding, Random random) throws IOException {
        Decoder fresh = new Decoder(new Dictionary());
        try {
            for (byte[] record : valid) {
                for (int flips = random.nextInt(4); flips > 0; flips--) {
                    record[random.nextInt(record.length)] = (byte) random.nextInt();
                }
                fresh.decode(new MemoryInput(record, 1 + random.nextInt(64)), encoding);
            }
        } catch (TfsFormatException refusal) {
            assertTrue(refusal.offset().isPresent(), refusal::getMessage);
        }
    }
}
