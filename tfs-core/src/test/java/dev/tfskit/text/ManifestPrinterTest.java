// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A printed manifest is read back unchanged. */
class ManifestPrinterTest {

    private static Tuple tuple(String text) throws ManifestException {
        return ManifestParser.parseTuple(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void quotesOnlyWhereNecessary() throws IOException {
        assertEquals(
                "(\n \"a:b\":a:b\n e:\"\"\n n:\"x y\"\n q:\"a\\\"b\\\\c\"\n v:[one (x:y z:()) [] two])",
                new String(
                        PrintedTuple.of(
                                tuple("(v:[one (x:y z:()) [] two] \"a:b\":a:b e:\"\" n:\"x y\" q:\"a\\\"b\\\\c\")")),
                        StandardCharsets.UTF_8));
    }

    @Test
    void anyBytesComeBack() throws Exception {
        Seeds.repeat(2000, random -> {
            Tuple tuple = new Tuple();
            for (int i = random.nextInt(4); i >= 0; i--) {
                tuple.set(Symbol.wrap(bytes(random, 1)), value(random, 3));
            }
            assertEquals(Canonical.text(tuple), Canonical.text(ManifestParser.parseTuple(PrintedTuple.of(tuple))));
        });
    }

    private static byte[] bytes(Random random, int least) {
        byte[] bytes = new byte[least + random.nextInt(6)];
        random.nextBytes(bytes);
        byte[] special = "()[]:|/\"\\# \n\tab0".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) == 0 ? bytes[i] : special[random.nextInt(special.length)];
        }
        return bytes;
    }

    private static Value value(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(3);
        if (kind == 0) {
            return Text.wrap(bytes(random, 0));
        }
        Tuple tuple = new Tuple();
        VectorValue vector = new VectorValue();
        for (int i = random.nextInt(4); i > 0; i--) {
            tuple.set(Symbol.wrap(bytes(random, 1)), value(random, depth - 1));
            vector.set(vector.size(), value(random, depth - 1));
        }
        return kind == 1 ? tuple : vector;
    }

    @Test
    void valuesNestToAnyDepth() throws IOException {
        int depth = 50_000;
        Tuple tuple = tuple("(a:[".repeat(depth) + "])".repeat(depth));
        assertEquals(
                "(\n " + "a:[(".repeat(depth - 1) + "a:[]" + ")]".repeat(depth - 1) + ")",
                new String(PrintedTuple.of(tuple), StandardCharsets.UTF_8));
    }

    @Test
    void atomsThatAreNoTextsComeBackByTheirTypes() throws IOException {
        Tuple inner = tuple("(a:b)");
        inner.set(Symbol.of("n"), Int.of(-5));
        Tuple tuple = tuple("(t:12 v:[x])");
        tuple.set(Symbol.of("flag"), Flag.PRESENT);
        tuple.set(Symbol.of("size"), Int.ofUnsigned(-1));
        tuple.set(Symbol.of("least"), Int.of(Long.MIN_VALUE));
        tuple.set(Symbol.of("vector"), VectorValue.of(List.of(Text.of("1"), Int.of(2), inner, Flag.PRESENT)));
        Tuple types = AtomTypes.of(tuple).orElseThrow();
        assertEquals(
                "(flag:\"flag\" least:\"integer\" size:\"integer\" v:[\"\" ] "
                        + "vector:[\"\" \"integer\" (n:\"integer\" ) \"flag\" ] )",
                Canonical.text(types));
        Tuple restored = AtomTypes.restore(
                ManifestParser.parseTuple(PrintedTuple.of(tuple)),
                ManifestParser.parseTuple(PrintedTuple.of(types)),
                (value, problem) -> Assertions.fail(value + ": " + problem));
        assertEquals(Canonical.text(tuple), Canonical.text(restored));
    }

    @Test
    void tupleOfTextsHasNoTypes() throws ManifestException {
        assertEquals(Optional.empty(), AtomTypes.of(tuple("(a:b c:[d (e:f)])")));
    }

    @Test
    void unfitTypesAreIgnoredAndMalformedIntegersReported() throws ManifestException {
        StringBuilder reported = new StringBuilder();
        Tuple restored = AtomTypes.restore(
                tuple("(a:x b:[1] c:(d:2) e:-0)"),
                tuple("(a:integer b:(0:integer) c:[integer] e:integer z:flag)"),
                (value, problem) -> reported.append(problem).append('\n'));
        assertEquals("(a:\"x\" b:[\"1\" ] c:(d:\"2\" ) e:\"%2d0\" )", Canonical.text(restored));
        assertEquals(
                "an integer from -2^63 to 2^64 - 1 is expected, not x\nan integer from -2^63 to 2^64 - 1 is "
                        + "expected, not -0\n",
                reported.toString());
    }
}
