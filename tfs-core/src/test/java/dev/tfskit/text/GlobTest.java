// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns for names; a shell says what they match. */
class GlobTest {

    private static final String[] PARTS = {
        "a", "b", "c", "*", "?", "[ab]", "[!ab]", "[a-c]", "[]x]", "[x\\]]", "[a\\-c]", "[*-\\]]", "\\*", "**", ""
    };
    private static final String[] NAME_PARTS = {"a", "b", "c", "*", "]", "x", "-", ""};

    /** What a shell compares by characters; a bracket stands for a byte here. */
    private static final String[] CHARACTERS = {"a", "\u00e9", "\u20ac", "\ud83d\ude00", "?", "*", ""};

    private static final String[] NAME_CHARACTERS = {"a", "\u00e9", "\u20ac", "\ud83d\ude00", ""};

    @TempDir
    private Path temp;

    private static String random(Random random, String... parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    @Test
    void namesMatchAsInAShell() throws Exception {
        Seeds.repeat(1, random -> matchAsInAShell(random, PARTS, NAME_PARTS));
    }

    @Test
    void charactersOfSeveralBytesMatchAsInAShell() throws Exception {
        Seeds.repeat(1, random -> matchAsInAShell(random, CHARACTERS, NAME_CHARACTERS));
    }

    private void matchAsInAShell(Random random, String[] parts, String[] nameParts)
            throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 800; i++) {
            String pattern = random(random, parts);
            String name = random(random, nameParts);
            boolean matches = Glob.compile(pattern).matches(name.getBytes(StandardCharsets.UTF_8));
            expected.append(pattern).append(' ').append(name).append(matches ? " 0\n" : " 1\n");
            script.append("case '").append(name).append("' in ").append(pattern.isEmpty() ? "''" : pattern);
            script.append(") r=0;; *) r=1;; esac; echo '")
                    .append(pattern)
                    .append(' ')
                    .append(name)
                    .append(" '$r\n");
        }
        String output = HostProgram.BASH.runIn(temp, "C.UTF-8", "-c", script);
        assertEquals(
                expected.toString(), new String(output.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "*, a/b, false",
        "**, a/b, true",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/xb, false",
        "**/b, b, true",
        "**/**/b, b, true",
        "a/**/**/b, a/b, true",
        "a**/b, ab, false",
        "a**/b, a/b, true",
        "a**/b, ax/y/b, true",
        "[a]**/b, ab, false",
        "a/***/b, a/b, false",
        "a\\/**/b, a/b, true",
        "a?b, a/b, false",
        "a[!x]b, a/b, false",
        "[a-], -, true",
        "a\\, a\\, true"
    })
    void slashesMatchOnlyTwoStarsAndThemselves(String pattern, String path, boolean matches) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        Glob glob = Glob.compile(pattern);
        assertEquals(matches, glob.matches(bytes));
        for (int i = 0; i <= bytes.length; i++) {
            Glob.Progress start = glob.advance(glob.start(), Arrays.copyOf(bytes, i));
            assertEquals(matches, glob.matches(glob.advance(start, Arrays.copyOfRange(bytes, i, bytes.length))));
        }
    }

    @Test
    void questionMarkMatchesWholeCharacterOrByteOfNone() {
        assertTrue(Glob.compile("a?b").matches("a\u20acb".getBytes(StandardCharsets.UTF_8)));
        assertTrue(Glob.compile("a?b").matches("a\u00ffb".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource({
        // A character of two bytes, the same without its second byte, and that byte alone.
        "?, c3a9, true",
        "??, c3a9, false",
        "?, c3, true",
        "?, a9, true",
        "??, c3c3, true",
        "??, c3c3a9, true",
        "???, c3c3a9, false",
        // Bytes that have the form of a character and are none: too long for it, or half of a pair.
        "?, e08080, false",
        "???, e08080, true",
        "???, eda080, true"
    })
    void questionMarkMatchesNoPartOfACharacter(String pattern, String bytes, boolean matches) {
        assertEquals(matches, Glob.compile(pattern).matches(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void patternWithManyStarsTakesNoMoreForALongName() {
        Glob glob = Glob.compile("**a".repeat(12) + "b");
        byte[] name = "a".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        // Trying one division of the name after another would not end.
        assertFalse(glob.matches(name));
    }

    @Test
    void backwardRangeIsRefused() {
        assertEquals(
                "the pattern [b-a] is not valid: in a bracket, a range runs backwards",
                assertThrows(IllegalArgumentException.class, () -> Glob.compile("[b-a]"))
                        .getMessage());
    }

    @Test
    void unknownClassIsRefused() {
        assertEquals(
                "the pattern [[:letter:]] is not valid: in a bracket, [:letter:] is not a class of characters",
                assertThrows(IllegalArgumentException.class, () -> Glob.compile("[[:letter:]]"))
                        .getMessage());
    }

    @Test
    void bracketMatchesNoSlash() {
        assertFalse(Glob.compile("a[[:punct:].-0]b").matches("a/b".getBytes(StandardCharsets.UTF_8)));
    }
}
