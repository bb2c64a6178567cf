// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.RandomValues;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    private final Dictionary dictionary = new Dictionary();
    private final RecordLog log = new RecordLog();
    private final Encoder encoder = new Encoder(dictionary, log);
    private final Tuple root = new Tuple();

    private void encodeAll() throws IOException {
        encoder.encode(root, names(root));
    }

    private static List<Symbol> names(Tuple tuple) {
        return tuple.sorted().stream().map(Tuple.Attribute::name).toList();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Text.of(""), "c0"),
                Arguments.of(Text.of("x"), "c1 'x'"),
                Arguments.of(Text.of("12345678"), "c808 '12345678'"),
                Arguments.of(Text.wrap(new byte[] {0}), "c1 00"),
                Arguments.of(Flag.PRESENT, "81 00"),
                Arguments.of(Int.of(0), "b0 00"),
                Arguments.of(Int.of(3072), "b0 9800"),
                Arguments.of(Int.of(-1), "b1 01"),
                Arguments.of(Int.of(Long.MIN_VALUE), "b1 81808080808080808000"),
                Arguments.of(Int.ofUnsigned(-1), "b0 81ffffffffffffffff7f"),
                Arguments.of(new Tuple(), "90"),
                Arguments.of(new VectorValue(), "a0"),
                Arguments.of(VectorValue.of(List.of(Text.of("x"), Int.of(1))), "a2 c1 'x' b0 01"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesEveryKindOfValueInItsShortestForm(Value value, String expected) throws IOException {
        root.set(A, value);
        encodeAll();
        assertEquals(1, log.records().size());
        assertArrayEquals(Hex.bytes("91 81 'a' " + expected), log.records().getFirst());
    }

    @Test
    void writesSymbolOnceAndThenItsNumber() throws IOException {
        Tuple child = new Tuple();
        child.set(A, Text.of("x"));
        root.set(A, child);
        encodeAll();
        assertArrayEquals(Hex.bytes("91 81 'a' 91 02 c1 'x'"), log.records().getFirst());
    }

    @Test
    void writesChangedAttributeAsRecordOfItsTuple() throws IOException {
        Tuple child = new Tuple();
        root.set(A, child);
        encodeAll();
        child.set(B, Text.of("x"));
        encoder.encode(child, List.of(B));
        assertArrayEquals(Hex.bytes("11 03 81 'b' c1 'x'"), log.records().getLast());
    }

    @Test
    void writesRemovedAttributeAsNull() throws IOException {
        root.set(A, Text.of("x"));
        encodeAll();
        root.remove(A);
        encoder.encode(root, List.of(A));
        assertArrayEquals(Hex.bytes("11 01 02 80"), log.records().getLast());
        assertEquals("()", log.toString());
    }

    @Test
    void writesTupleOfLogAsPointer() throws IOException {
        Tuple shared = new Tuple();
        shared.set(A, Text.of("x"));
        root.set(A, shared);
        encodeAll();
        root.set(B, shared);
        encoder.encode(root, List.of(B));
        assertArrayEquals(Hex.bytes("11 01 81 'b' 10 03"), log.records().getLast());
        assertEquals("(a:(a:\"x\" ) b:tuple@1 )", log.toString());
    }

    @Test
    void writesTupleThatHoldsItself() throws IOException {
        root.set(A, root);
        encodeAll();
        assertEquals("(a:tuple@0 )", log.toString());
    }

    @Test
    void writesNewVectorWhole() throws IOException {
        root.set(A, VectorValue.of(List.of(Int.of(1))));
        encodeAll();
        root.set(A, VectorValue.of(List.of(Int.of(1), Int.of(2))));
        encoder.encode(root, List.of(A));
        assertArrayEquals(Hex.bytes("11 01 02 a2 b0 01 b0 02"), log.records().getLast());
    }

    @Test
    void writesVectorOfLogAsReference() throws IOException {
        VectorValue vector = VectorValue.of(List.of(Int.of(1)));
        root.set(A, vector);
        root.set(B, vector);
        encodeAll();
        assertEquals("(a:[1 ] b:[1 ] )", log.toString());
        assertArrayEquals(
                Hex.bytes("92 81 'a' a1 b0 01 81 'b' 20 03"), log.records().getLast());
    }

    @Test
    void writesVectorThatHoldsItself() throws IOException {
        VectorValue vector = new VectorValue();
        vector.set(0, vector);
        root.set(A, vector);
        encodeAll();
        assertArrayEquals(Hex.bytes("91 81 'a' a1 20 03"), log.records().getLast());
    }

    @Test
    void writesRecordForEmptyRoot() throws IOException {
        encodeAll();
        assertArrayEquals(Hex.bytes("90"), log.records().getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 18, 1000, 12_345})
    void tupleOfAnySizeIsReadBack(int size) throws IOException {
        Tuple large = new Tuple();
        for (int i = 0; i < size; i++) {
            large.set(Symbol.of("name " + i), Int.of(i));
        }
        root.set(A, large);
        root.set(B, VectorValue.of(List.of(large)));
        encodeAll();
        assertSame(root);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 40_000})
    void recordsStaySmallWhateverTheyDescribe(int size) throws IOException {
        for (int i = 0; i < size; i++) {
            Tuple child = new Tuple();
            child.set(B, Text.of("some text " + i));
            root.set(Symbol.of("name " + i), child);
        }
        encodeAll();
        assertSame(root);
        int longest =
                log.records().stream().mapToInt(record -> record.length).max().orElseThrow();
        assertTrue(longest < 33 << 10, "a record of " + longest + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 100_000})
    void tuplesNestToAnyDepth(int depth) throws IOException {
        Tuple inner = root;
        for (int i = 0; i < depth; i++) {
            Tuple next = new Tuple();
            inner.set(A, next);
            inner = next;
        }
        inner.set(B, Text.of("the end"));
        encodeAll();
        assertSame(root);
    }

    /** Other readers follow nesting with their call stack. */
    @Test
    void noRecordNestsTuplesDeep() throws IOException {
        Tuple inner = root;
        for (int i = 0; i < 100; i++) {
            Tuple next = new Tuple();
            inner.set(A, next);
            inner = next;
        }
        encodeAll();
        assertTrue(log.records().size() >= 100 / 5, log.records().size() + " records");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 100_000})
    void vectorsNestToAnyDepth(int depth) throws IOException {
        Value inner = Text.of("the end");
        for (int i = 0; i < depth; i++) {
            inner = VectorValue.of(List.of(inner));
        }
        root.set(A, inner);
        encodeAll();
        assertSame(root);
    }

    @Test
    void longTextIsReadBack() throws IOException {
        root.set(A, Text.of("0123456789".repeat(100_000)));
        root.set(B, Text.of("x"));
        encodeAll();
        assertSame(root);
    }

    private void assertSame(Tuple expected) {
        // Deep trees make long texts; comparing first keeps a failure from printing them.
        boolean same = Canonical.textWithNumbers(expected).equals(Canonical.textWithNumbers(log.root()));
        assertTrue(same, "the tree was read back differently");
        assertEquals(dictionary.count(), log.count());
    }

    @Test
    void anythingIsReadBackWithTheSameNumbersAfterAnyChanges() throws Exception {
        Seeds.repeat(60, EncoderTest::changeAndReadBack);
    }

    private static void changeAndReadBack(Random random) throws IOException {
        Dictionary dictionary = new Dictionary();
        RecordLog log = new RecordLog(1 + random.nextInt(50));
        Encoder encoder = new Encoder(dictionary, log);
        RandomValues values = new RandomValues(random);
        Tuple root = values.tuple();
        encoder.encode(root, names(root));
        for (int batch = 0; batch < 5; batch++) {
            Set<Tuple> logged = Set.copyOf(values.allKnown());
            for (int change = 0; change < 4; change++) {
                Tuple tuple = values.known();
                if (logged.contains(tuple) && tuple.number() != 0) {
                    encoder.encode(tuple, change(tuple, values, random));
                }
            }
            assertEquals(Canonical.textWithNumbers(root), Canonical.textWithNumbers(log.root()));
        }
        assertEquals(dictionary.count(), log.count());
        List<Symbol> written = log.symbols();
        assertEquals(new HashSet<>(written).size(), written.size(), "a name was written out twice");
        assertEquals(Canonical.text(root), Canonical.text(RecordLog.replay(log.records())));
    }

    /** Sets, replaces and removes some attributes, and returns their names. */
    private static Set<Symbol> change(Tuple tuple, RandomValues values, Random random) {
        Set<Symbol> changed = new LinkedHashSet<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            Symbol name = tuple.size() > 0 && random.nextBoolean()
                    ? tuple.nameAt(random.nextInt(tuple.size()))
                    : values.name();
            if (random.nextInt(3) == 0) {
                tuple.remove(name);
            } else {
                tuple.set(name, values.value());
            }
            changed.add(name);
        }
        return changed;
    }

    @Test
    void continuesWithTheNumbersOfAReplay() throws IOException {
        root.set(A, new Tuple());
        encodeAll();
        Dictionary readNumbers = new Dictionary();
        Tuple read =
                new Decoder(readNumbers).decode(new MemoryInput(log.records().getFirst()), Encoding.VERSION_5);
        RecordLog appended = new RecordLog();
        appended.accept(record(log.records().getFirst()));
        Tuple child = read.tuple(A).orElseThrow();
        child.set(A, Text.of("x"));
        child.set(B, new Tuple());
        new Encoder(readNumbers, appended).encode(child, List.of(A, B));
        assertArrayEquals(
                Hex.bytes("12 03 02 c1 'x' 81 'b' 90"), appended.records().getLast());
        assertEquals("(a:(a:\"x\" b:() ) )", appended.toString());
    }

    @Test
    void firstOfTwoNumbersOfANameIsUsed() throws IOException {
        Dictionary readNumbers = new Dictionary();
        byte[] twice = Hex.bytes("91 81 'a' 91 81 'a' c0");
        Tuple read = new Decoder(readNumbers).decode(new MemoryInput(twice), Encoding.VERSION_5);
        RecordLog appended = new RecordLog();
        appended.accept(record(twice));
        read.set(A, Flag.PRESENT);
        new Encoder(readNumbers, appended).encode(read, List.of(A));
        assertArrayEquals(Hex.bytes("11 01 02 8100"), appended.records().getLast());
    }

    private static Output record(byte[] bytes) {
        Output output = new Output();
        output.write(bytes, 0, bytes.length);
        return output;
    }
}
