// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Hex;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of the old encoding: one bit of type and five of length in the first byte. */
class DecoderVersion4Test {

    private final HandMadeRecords records = new HandMadeRecords();

    private Tuple decode(Encoding encoding, String record) throws IOException {
        return records.decode(encoding, Hex.bytes(record));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "83 'abc' | \"abc\"",
                "81 00 | present",
                "81 '0' | \"0\"",
                "c0 | ()",
                "c1 81 'b' 81 'x' | (b:\"x\" )",
                "a0 28 '1234567890123456789012345678901234567890' | \"1234567890123456789012345678901234567890\"",
                "a0 03 'abc' | \"abc\"",
                "40 01 | tuple@0",
                "02 | \"a\""
            })
    void readsEveryKindOfValue(String value, String expected) throws IOException {
        assertEquals("(a:" + expected + " )", Canonical.text(decode(Encoding.VERSION_4, "c1 81 'a' " + value)));
    }

    @Test
    void readsLengthInSevenBitGroups() throws IOException {
        // Five bits 00010, then 0000001: 2 * 128 + 1 bytes.
        String text = "x".repeat(257);
        assertEquals(
                "(a:\"" + text + "\" )", Canonical.text(decode(Encoding.VERSION_4, "c1 81 'a' a2 01 '" + text + "'")));
    }

    @Test
    void emptyBufferRemovesAttribute() throws IOException {
        Tuple root = decode(Encoding.VERSION_4, "c2 81 'a' 81 'x' 81 'b' 81 'y'");
        decode(Encoding.VERSION_4, "41 01 02 80");
        assertEquals("(b:\"y\" )", Canonical.text(root));
    }

    @Test
    void laterRecordsOfVersion5UseTheSameNumbers() throws IOException {
        Tuple root = decode(Encoding.VERSION_4, "c1 81 'a' c0");
        decode(Encoding.VERSION_5, "11 03 02 c1 'x'");
        assertEquals("(a:(a:\"x\" ) )", Canonical.text(root));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "83 'abc' | 0 | a record that is not a tuple",
                "c1 80 81 'x' | 1 | empty name",
                "c1 c0 81 'x' | 1 | name of an attribute",
                "c1 85 'a' | 2 | 5 bytes",
                "df | 0 | 31 members",
                "41 05 01 81 'x' | 0 | number 5"
            })
    void refusesMalformedRecords(String record, long offset, String problem) {
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> decode(Encoding.VERSION_4, record));
        assertEquals(offset, refusal.offset().orElseThrow(), refusal::getMessage);
        assertEquals(problem, refusal.problem().contains(problem) ? problem : refusal.problem());
    }
}
