// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuePrinterTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ValuePrinter printer = new ValuePrinter(out, name -> name.equals(Symbol.of("hidden")));

    private static Tuple parse(String manifest) throws ManifestException {
        return ManifestParser.parseTuple(manifest.getBytes(StandardCharsets.UTF_8));
    }

    private void assertPrints(String expected, Value value) throws IOException {
        printer.print(value);
        assertEquals(expected, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void attributesStandBelowEachOtherInTheOrderOfTheirNames() throws IOException {
        assertPrints("""
                (a:x
                 b:y
                 c:z)""", parse("(c:z a:x b:y)"));
    }

    @Test
    void membersAreIndentedUnderTheirBracket() throws IOException {
        assertPrints(
                """
                (children:(etc:(children:(passwd:(x:y))
                                mode:z)
                           lib:())
                 vector:[one
                         two
                         [three
                          (a:b
                           c:d)]])""",
                parse("(children:(etc:(children:(passwd:(x:y)) mode:z) lib:()) vector:[one two [three (a:b c:d)]])"));
    }

    @Test
    void longNamesAndTextsAreCutToTheLimit() throws IOException {
        new ValuePrinter(out, _ -> false, 3, new SortedAttributes()).print(parse("(name:abcd)"));
        assertEquals("(nam... (4 bytes):abc... (4 bytes))", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void columnsCountBytes() throws IOException {
        assertPrints("(ä:(a:x\n     b:y))", parse("(ä:(a:x b:y))"));
    }

    @Test
    void emptyOnesAreBracketsOnly() throws IOException {
        assertPrints("(a:()\n b:[])", parse("(a:() b:[])"));
    }

    @Test
    void numbersAndFlagsHaveAForm() throws IOException {
        Tuple tuple = new Tuple();
        tuple.set(Symbol.of("flag"), Flag.PRESENT);
        tuple.set(Symbol.of("number"), Int.of(Long.MIN_VALUE));
        tuple.set(Symbol.of("size"), Int.ofUnsigned(-1));
        assertPrints("(flag:<null>\n number:-9223372036854775808\n size:18446744073709551615)", tuple);
    }

    @Test
    void controlCharactersAreQuoted() throws IOException {
        Tuple tuple = new Tuple();
        tuple.set(Symbol.of("a\nb"), VectorValue.of(List.of(Text.of("\u001b[2J"), Text.of("x"))));
        assertPrints("(\"a\\nb\":[\"\\033[2J\"\n         x])", tuple);
    }

    @Test
    void tuplePrintedBeforeIsMarkedAsVisited() throws IOException {
        Tuple shared = parse("(x:y)");
        Tuple tuple = new Tuple();
        tuple.set(Symbol.of("a"), shared);
        tuple.set(Symbol.of("b"), shared);
        tuple.set(Symbol.of("self"), tuple);
        assertPrints("(a:(x:y)\n b:<visited>\n self:<visited>)", tuple);
    }

    @Test
    void equalTuplesThatAreTwoArePrintedTwice() throws IOException {
        assertPrints("(a:(x:y)\n b:(x:y))", parse("(a:(x:y) b:(x:y))"));
    }

    @Test
    void remembersFromOneCallToTheNext() throws IOException {
        Tuple tuple = parse("(x:y)");
        printer.print(tuple);
        printer.print(tuple);
        assertEquals("(x:y)<visited>", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void hiddenAttributesAreLeftOutWhereverTheyStand() throws IOException {
        assertPrints("(a:()\n b:[()])", parse("(hidden:x a:(hidden:y) b:[(hidden:z)])"));
    }

    @Test
    void printsATreeOfAnyDepth() throws IOException {
        Value value = Text.of("the end");
        for (int level = 0; level < 10_000; level++) {
            Tuple outer = new Tuple();
            outer.set(Symbol.of("a"), value);
            value = outer;
        }
        printer.print(value);
        assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("(a:the end" + ")".repeat(10_000)));
    }

    /** Two members on every level, so that each level begins a line of its own. */
    @Test
    void indentationOfDeepTreeIsBounded() throws IOException {
        int depth = 20_000;
        Value value = Text.of("the end");
        for (int level = 0; level < depth; level++) {
            value = VectorValue.of(List.of(Int.of(0), value));
        }
        printer.print(value);
        assertTrue(out.size() < depth * 4200L, out.size() + " bytes");
    }
}
