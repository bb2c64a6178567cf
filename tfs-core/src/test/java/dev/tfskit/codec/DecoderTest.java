// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Hex;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of version 5 written by hand. */
class DecoderTest {

    private final HandMadeRecords records = new HandMadeRecords();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c0 | \"\"",
                "c3 'abc' | \"abc\"",
                "c2 ff00 | \"%ff%00\"",
                "b0 00 | 0",
                "b0 9800 | 3072",
                "b0 81ffffffffffffffff7f | 18446744073709551615",
                "b1 01 | -1",
                "b1 81808080808080808000 | -9223372036854775808",
                "b1 00 | 0",
                "81 00 | present",
                "81 01 | \"%01\"",
                "83 'raw' | \"raw\"",
                "90 | ()",
                "a0 | []",
                "a2 c1 'x' a1 b0 05 | [\"x\" [5 ] ]"
            })
    void readsEveryKindOfValue(String value, String expected) throws IOException {
        assertEquals("(a:" + expected + " )", Canonical.text(records.decode("91 81 'a' " + value)));
    }

    @Test
    void resolvesSymbolReferenceByNumber() throws IOException {
        assertEquals("(a:(a:\"x\" ) b:\"y\" )", Canonical.text(records.decode("92 81 'a' 91 02 c1 'x' 81 'b' c1 'y'")));
    }

    @Test
    void acceptsOneSymbolUnderTwoNumbers() throws IOException {
        Tuple root = records.decode("91 81 'a' 91 81 'a' 90");
        records.decode("11 01 04 c1 'x'");
        assertEquals("(a:\"x\" )", Canonical.text(root));
    }

    @Test
    void laterOfTwoValuesCounts() throws IOException {
        assertEquals("(a:\"y\" )", Canonical.text(records.decode("92 81 'a' c1 'x' 02 c1 'y'")));
    }

    @Test
    void nullRemovesAnAttribute() throws IOException {
        Tuple root = records.decode("92 81 'a' c1 'x' 81 'b' c1 'y'");
        records.decode("11 01 02 80");
        assertEquals("(b:\"y\" )", Canonical.text(root));
    }

    @Test
    void removingAnAbsentAttributeDoesNothing() throws IOException {
        assertEquals("()", Canonical.text(records.decode("91 81 'a' 80")));
    }

    @Test
    void referenceWithAttributesUpdatesExistingTuple() throws IOException {
        Tuple root = records.decode("91 81 'a' 91 81 'b' c1 'x'");
        records.decode("12 03 04 c1 'y' 81 'c' c1 'z'");
        assertEquals("(a:(b:\"y\" c:\"z\" ) )", Canonical.text(root));
    }

    @Test
    void referenceWithoutAttributesIsPointer() throws IOException {
        assertEquals("(a:() b:tuple@1 )", Canonical.text(records.decode("92 81 'a' 90 81 'b' 10 03")));
    }

    @Test
    void acceptsPointerToTupleThatIsStillBeingRead() throws IOException {
        assertEquals("(a:tuple@0 )", Canonical.text(records.decode("91 81 'a' 10 01")));
    }

    @Test
    void nestedReferenceUpdatesExistingTuple() throws IOException {
        Tuple root = records.decode("92 81 'a' 90 81 'b' c0");
        records.decode("11 01 04 11 03 02 c1 'x'");
        assertEquals("(a:(a:\"x\" ) b:tuple@1 )", Canonical.text(root));
    }

    @Test
    void vectorReferenceReplacesFromStartAndAppendsPastEnd() throws IOException {
        Tuple root = records.decode("91 81 'a' a2 c1 'x' c1 'y'");
        records.decode("11 01 02 21 03 c1 'z'");
        assertEquals("(a:[\"z\" \"y\" ] )", Canonical.text(root));
        records.decode("11 01 02 23 03 b0 01 b0 02 b0 03");
        assertEquals("(a:[1 2 3 ] )", Canonical.text(root));
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "02"})
    void readsTextGivenAsSymbolNumber(String reference) throws IOException {
        assertEquals("(a:\"a\" )", Canonical.text(records.decode("91 81 'a' " + reference)));
    }

    @Test
    void tuplesVectorsAndSymbolsTakeNumbersWhenTheirHeadersAreRead() throws IOException {
        Tuple root = records.decode("93 81 'a' 91 81 'b' a1 90 81 'c' b0 05 81 'd' c1 'x'");
        // Integers and strings take none, so the names c and d follow the tuple in the vector.
        assertEquals("#1(a:#3(b:#5[#6() ] ) c:5 d:\"x\" )", Canonical.textWithNumbers(root));
        assertEquals(8, records.dictionary().count());
        assertEquals("c", records.dictionary().symbol(7, 0).decode());
    }

    /** Our encoder would begin most of them empty; others write everything in one record. */
    @ParameterizedTest
    @CsvSource({"91 02, 90", "a1, a0", "91 02 a1, 90"})
    void recordMayNestToAnyDepth(String open, String innermost) throws IOException {
        int depth = 100_000;
        Tuple root = records.decode("91 81 'a' " + (open + " ").repeat(depth) + innermost);
        int levels = 0;
        Value at = root.get(Symbol.of("a")).orElseThrow();
        while (at instanceof Tuple tuple && tuple.size() == 1
                || at instanceof VectorValue vector && vector.size() == 1) {
            at = at instanceof Tuple tuple ? tuple.valueAt(0) : ((VectorValue) at).get(0);
            levels++;
        }
        assertEquals(open.length() > 5 ? 2 * depth : depth, levels);
    }

    @Test
    void unreferencedTupleStillTakesItsNumbers() throws IOException {
        Tuple root = records.decode("91 81 'a' c1 'x'");
        records.decode("91 81 'b' c1 'y'");
        records.decode("11 01 02 10 03");
        assertEquals("(a:(b:\"y\" ) )", Canonical.text(root));
    }

    @Test
    void listenerIsCalledBeforeEachChange() throws IOException {
        List<String> reported = new ArrayList<>();
        Decoder decoder = new Decoder(new Dictionary(), new ChangeListener() {
            @Override
            public void beforeSet(Tuple tuple, Symbol name, Value value) {
                reported.add("set " + name + " in " + Canonical.text(tuple));
            }

            @Override
            public void beforeRemove(Tuple tuple, Symbol name) {
                reported.add("remove " + name + " from " + Canonical.text(tuple));
            }
        });
        decoder.decode(new MemoryInput(Hex.bytes("92 81 'a' c1 'x' 81 'b' c1 'y'")), Encoding.VERSION_5);
        decoder.decode(new MemoryInput(Hex.bytes("11 01 02 80")), Encoding.VERSION_5);
        assertEquals(List.of("set a in ()", "set b in (a:\"x\" )", "remove a from (a:\"x\" b:\"y\" )"), reported);
    }
}
