// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.Value;
import dev.tfskit.value.VectorValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestParserTest {

    private static Tuple parse(String text) throws ManifestException {
        return ManifestParser.parseTuple(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertParses(String expected, String text) throws ManifestException {
        assertEquals(expected, Canonical.text(parse(text)));
    }

    @Test
    void readsTheExampleOfTheFormat() throws ManifestException {
        String manifest = """
                ( # comment to end of line
                  children:(
                     hello:(contents:(host:build/hello))
                     etc:(children:(passwd:(contents:(host:/etc/passwd))))
                     "a name with spaces":(contents:(host:"data/a \\"quoted\\" file"))
                     link:(linktarget:/hello))
                  boot:(children:(kernel:(contents:(host:kernel.img))))
                  program:/hello
                  arguments:[hello world]
                  environment:(USER:bob PWD:/)
                  imagesize:64M )
                """;
        assertParses(
                "(arguments:[\"hello\" \"world\" ] "
                        + "boot:(children:(kernel:(contents:(host:\"kernel%2eimg\" ) ) ) ) "
                        + "children:(a%20name%20with%20spaces:(contents:(host:\"data%2fa%20%22quoted%22%20file\" ) ) "
                        + "etc:(children:(passwd:(contents:(host:\"%2fetc%2fpasswd\" ) ) ) ) "
                        + "hello:(contents:(host:\"build%2fhello\" ) ) "
                        + "link:(linktarget:\"%2fhello\" ) ) "
                        + "environment:(PWD:\"%2f\" USER:\"bob\" ) "
                        + "imagesize:\"64M\" "
                        + "program:\"%2fhello\" )",
                manifest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "()                    ! ()",
                "(a:b)                 ! (a:\"b\" )",
                "(a:b c:d)             ! (a:\"b\" c:\"d\" )",
                "(a:(b:c))             ! (a:(b:\"c\" ) )",
                "(a:()b:[])            ! (a:() b:[] )",
                "(a:[b c])             ! (a:[\"b\" \"c\" ] )",
                "(a:[[b][]])           ! (a:[[\"b\" ] [] ] )",
                "(a:[(b:c)(d:e)])      ! (a:[(b:\"c\" ) (d:\"e\" ) ] )",
                "(a:[b(c:d)])          ! (a:[\"b\" (c:\"d\" ) ] )",
                "(a:b\"c\")            ! (a:\"b%22c%22\" )",
                "(a:\"b\"c:d)          ! (a:\"b\" c:\"d\" )",
                "(a:12)                ! (a:\"12\" )"
            })
    void readsTuplesVectorsAndTexts(String text, String expected) throws ManifestException {
        assertParses(expected, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\n", "\r\n", " # comment ) ( \" : \n", " #\n", "\t# a\n # b\n\t"})
    void spaceAndCommentsMayStandBetweenAnyTwoTokens(String space) throws ManifestException {
        assertParses("(a:[\"b\" (c:\"d\" ) ] e:() )", "_(_a_:_[_b_(_c_:_d_)_]_e_:_(_)_)_".replace("_", space));
    }

    @Test
    void acceptsCommentAtEndOfText() throws ManifestException {
        assertParses("()", "() # the end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "(a:b:c)     ! b%3ac",
                "(a:b|c)     ! b%7cc",
                "(a:/b/c)    ! %2fb%2fc",
                "(a:b#c)     ! b%23c",
                "(a:b\\c)    ! b%5cc"
            })
    void bareValueEndsOnlyAtSpaceAndBrackets(String text, String expected) throws ManifestException {
        assertParses("(a:\"" + expected + "\" )", text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "\"\"               ! ``",
                "\"b\"              ! b",
                "\"b c\"            ! b%20c",
                "\"()[]:|/#\"       ! %28%29%5b%5d%3a%7c%2f%23",
                "\"\\\"\"           ! %22",
                "\"\\\\\"           ! %5c",
                "\"\\n\"            ! n"
            })
    void quotedTextHoldsAllBetweenQuotes(String quoted, String expected) throws ManifestException {
        assertParses("(a:\"" + expected + "\" )", "(a:" + quoted + ")");
    }

    @Test
    void acceptsQuotedTextAcrossLines() throws ManifestException {
        assertParses("(a:\"b%0ac\" )", "(a:\"b\nc\")");
    }

    @Test
    void acceptsQuotedName() throws ManifestException {
        assertParses("(a%3ab%20c:\"d\" )", "(\"a:b c\":d)");
    }

    @Test
    void bytesThatAreNoUtf8StayAsTheyAre() throws ManifestException {
        Tuple tuple = ManifestParser.parseTuple(Hex.bytes("'(' ff ':' fe8000 20 c3 ':\"' 80 '\")'"));
        assertEquals("(%c3:\"%80\" %ff:\"%fe%80%00\" )", Canonical.text(tuple));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "``          ! 1 ! 1 ! '(' at the start of a tuple is expected, but the text ends",
                "` # (`      ! 1 ! 5 ! '(' at the start of a tuple is expected, but the text ends",
                "a           ! 1 ! 1 ! '(' at the start of a tuple is expected, not 'a'",
                "[]          ! 1 ! 1 ! '(' at the start of a tuple is expected, not '['",
                "()x         ! 1 ! 3 ! the end of the text, after the ')' that closes the tuple is expected, not 'x'",
                "())         ! 1 ! 3 ! the end of the text, after the ')' that closes the tuple is expected, not ')'",
                "()()        ! 1 ! 3 ! the end of the text, after the ')' that closes the tuple is expected, not '('",
                "(           ! 1 ! 1 ! the bracket opened here is never closed by ')'",
                "(a:(b:c)    ! 1 ! 1 ! the bracket opened here is never closed by ')'",
                "(a:[b       ! 1 ! 4 ! the bracket opened here is never closed by ']'",
                "(a:[b)      ! 1 ! 6 ! a value or ']' is expected, not ')'",
                "(a:(b:c])   ! 1 ! 8 ! the name of an attribute or ')' is expected, not ']'",
                "(a:[(b:c])  ! 1 ! 9 ! the name of an attribute or ')' is expected, not ']'",
                "(:b)        ! 1 ! 2 ! the name of an attribute or ')' is expected, not ':'",
                "(/:b)       ! 1 ! 2 ! the name of an attribute or ')' is expected, not '/'",
                "(a:b (c:d)) ! 1 ! 6 ! the name of an attribute or ')' is expected, not '('",
                "(\"\":b)   ! 1 ! 2 ! an attribute cannot have an empty name",
                "(a)         ! 1 ! 3 ! ':' after the name a is expected, not ')'",
                "(a b)       ! 1 ! 4 ! ':' after the name a is expected, not 'b'",
                "(a b c:d)   ! 1 ! 4 ! ':' after the name a is expected, not 'b'",
                "(a [b] c:d) ! 1 ! 4 ! ':' after the name a is expected, not '['",
                "(a|b:c)     ! 1 ! 3 ! ':' after the name a is expected, not '|'",
                "(a/b:c)     ! 1 ! 3 ! ':' after the name a is expected, not '/'",
                "(a/b:(c:d)) ! 1 ! 3 ! ':' after the name a is expected, not '/'",
                "(a          ! 1 ! 3 ! ':' after the name a is expected, but the text ends",
                "(a: ])      ! 1 ! 5 ! a value is expected, not ']'",
                "(a:         ! 1 ! 4 ! a value is expected, but the text ends",
                "(a:\"b)     ! 1 ! 4 ! the quoted string that begins here never ends",
                "(a:\"b\\    ! 1 ! 4 ! the quoted string that begins here never ends",
                "(\"b        ! 1 ! 2 ! the quoted string that begins here never ends"
            })
    void mistakeIsOneFaultWithPositionAndExpectation(String text, int line, int column, String problem) {
        ManifestException error = assertThrows(ManifestException.class, () -> parse(text));
        String whole = "line " + line + ", column " + column + ": " + problem;
        assertEquals(
                List.of(whole),
                error.faults().stream().map(ManifestFault::toString).toList());
        assertEquals(whole, error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`(\na:b\n  ]`,                 3, 3",
                "`(\r\n  ]`,                    2, 3",
                "`(a:\"one\ntwo\"\n\n ]`,       4, 2",
                "`(# comment\n]`,               2, 1",
                "`(ä:ö ]`,                      1, 6",
                "`(\"日本\":\uD83D\uDE00 ]`,    1, 9",
                "`(a:b\n# ä\nö:日本 ]`,         3, 6"
            })
    void linesAndColumnsCountCharacters(String text, int line, int column) {
        ManifestException error = assertThrows(ManifestException.class, () -> parse(text));
        assertEquals(
                "line " + line + ", column " + column, error.faults().getFirst().subject());
    }

    private static List<String> faults(String text) {
        ManifestException error = assertThrows(
                ManifestException.class, () -> ManifestParser.parse(text.getBytes(StandardCharsets.UTF_8), "m"));
        return error.faults().stream().map(ManifestFault::toString).toList();
    }

    @Test
    void allMistakesOfATextAreReported() {
        assertEquals(
                List.of(
                        "m:2:9: ':' after the name program is expected, not '/'",
                        "m:3:23: ':' after the name contents is expected, not '('",
                        "m:4:12: the name of an attribute or ')' is expected, not '/'",
                        "m:5:23: a value or ']' is expected, not ')'",
                        "m:6:5: an attribute cannot have an empty name"),
                faults("""
                (
                program /bin/ls
                children:(a:(contents (host:x))
                           /b:(children:(c:(linktarget:d)))
                  e:(v:[one two (x:y) ) f:())
                    "":z g:(contents:(host:y)))
                """));
    }

    @Test
    void strayBracketDoesNotSpoilTheRest() {
        assertEquals(List.of("m:2:5: the name of an attribute or ')' is expected, not ']'"), faults("""
                (a:(
                b:c ]
                d:e)
                f:g)
                """));
    }

    @Test
    void missingQuoteIsReportedAtItsLikelyPosition() {
        List<String> found = faults("""
                (a:"one)
                b:"two"
                c:"three"
                d:"four")
                """);
        assertEquals(1, found.size(), found::toString);
        assertTrue(
                found.getFirst().startsWith("m:1:4: the quoted string that begins here is followed by other text"),
                found.getFirst());
    }

    @Test
    void atMostFiftyMistakesAreReported() {
        assertEquals(
                50, faults("(" + "a) (".repeat(2) + ":b ".repeat(1000) + ")").size());
    }

    @Test
    void showsLineWithCaretBelowColumn() {
        assertEquals(" ä:b ]\n     ^", excerpt("(\n\tä:b ]\r\n)"));
        assertEquals("(a:\\033\\377 ]\n            ^", excerpt("(a:\u001b", Hex.bytes("ff"), " ]"));
        assertEquals("(]\n ^", excerpt("(]"));
        assertEquals("", excerpt("(a\n"));
    }

    @Test
    void onlyTheSurroundingsAreShownOfALongLine() {
        String excerpt = excerpt("(a:" + "x".repeat(10_000) + " ] " + "y".repeat(10_000) + ")");
        assertEquals("..." + "x".repeat(59) + " ] " + "y".repeat(38) + "...\n" + " ".repeat(63) + "^", excerpt);
    }

    private static String excerpt(Object... parts) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Object part : parts) {
            text.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(StandardCharsets.UTF_8));
        }
        ManifestException error =
                assertThrows(ManifestException.class, () -> ManifestParser.parseTuple(text.toByteArray()));
        return error.faults().getFirst().excerpt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "(a:)        ! (a:\"\" )      ! m:1:4: the attribute a has no value and gets an empty text; "
                        + "write \"\" where that is meant",
                "(a: # c%n) ! (a:\"\" )      ! m:2:1: the attribute a has no value and gets an empty text; write "
                        + "\"\" where that is meant",
                "(a:b a:c)   ! (a:\"c\" )     ! m:1:6: the attribute a stands here for the second time; only the "
                        + "last one counts",
                "(a:b) (c:d) ! (c:\"d\" )     ! m:1:7: another tuple begins here; as a manifest, only the last "
                        + "one counts"
            })
    void textThatTheCToolAcceptsIsReadWithANotice(String text, String expected, String notice)
            throws ManifestException {
        ManifestText parsed = ManifestParser.parse(text.formatted().getBytes(StandardCharsets.UTF_8), "m");
        assertEquals(expected, Canonical.text(parsed.root()));
        assertEquals(
                List.of(notice),
                parsed.notices().stream().map(ManifestFault::toString).toList());
    }

    @Test
    void severalTuplesCanBeReadFromOneText() throws ManifestException {
        ManifestText parsed = ManifestParser.parse("(a:b) (c:d)".getBytes(StandardCharsets.UTF_8), "-t");
        assertEquals(
                List.of("(a:\"b\" )", "(c:\"d\" )"),
                parsed.tuples().stream().map(Canonical::text).toList());
    }

    @Test
    void verticalTabIsNoSpaceAsInTheCTool() throws ManifestException {
        assertParses("(a%0bb:\"c%0cd\" )", "(a\u000bb:c\fd)");
    }

    @Test
    void faultOfAValueHasItsPosition() throws ManifestException {
        ManifestText parsed = ManifestParser.parse("(a:b\n c:[d e])".getBytes(StandardCharsets.UTF_8), "m");
        VectorValue vector = (VectorValue) parsed.root().get(Symbol.of("c")).orElseThrow();
        assertEquals(
                new ManifestFault("m:2:4", "wrong", " c:[d e])\n   ^"),
                parsed.about(vector, "wrong").orElseThrow());
        assertEquals(
                "m:2:7: wrong",
                parsed.about(vector.get(1), "wrong").orElseThrow().toString());
        assertTrue(parsed.about(Text.of("b"), "elsewhere").isEmpty());
    }

    @Test
    void nonAsciiCharacterIsShownWhole() {
        ManifestException error = assertThrows(ManifestException.class, () -> parse("ä"));
        assertEquals(
                "'(' at the start of a tuple is expected, not 'ä'",
                error.faults().getFirst().problem());
    }

    @Test
    void bracketsNestToAnyDepth() throws ManifestException {
        int depth = 200_000;
        Tuple tuple = parse("(a:[".repeat(depth) + "])".repeat(depth));
        Value inner = tuple;
        for (int level = 1; level < depth; level++) {
            inner = ((VectorValue) ((Tuple) inner).get(Symbol.of("a")).orElseThrow()).get(0);
        }
        assertEquals("(a:[] )", Canonical.text(inner));
    }

    @Test
    void anyBytesAreReadOrRefused() throws Exception {
        byte[] alphabet = "()[]:|/\"\\# \nab\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        Seeds.repeat(20_000, random -> {
            byte[] text = new byte[random.nextInt(24)];
            for (int i = 0; i < text.length; i++) {
                text[i] = alphabet[i == 0 ? 0 : random.nextInt(alphabet.length)];
            }
            try {
                ManifestParser.parseTuple(text);
            } catch (ManifestException refusal) {
                assertTrue(refusal.faults().size() <= 24, () -> refusal.faults().toString());
                for (ManifestFault fault : refusal.faults()) {
                    assertTrue(fault.subject().matches("line [1-9][0-9]*, column [1-9][0-9]*"), fault::toString);
                    assertTrue(fault.excerpt().matches("|[^\\p{Cntrl}]+\n *\\^"), fault::excerpt);
                }
            }
        });
    }
}
