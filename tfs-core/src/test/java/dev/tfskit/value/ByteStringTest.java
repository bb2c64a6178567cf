// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteStringTest {

    @Test
    @Timeout(60)
    void textsOfEqualHashDoNotMakeASetSlow() {
        List<Symbol> names = CollidingNames.of(1 << 16);
        Set<Text> texts = new HashSet<>();
        names.forEach(name -> texts.add(Text.of(name)));
        assertEquals(1, texts.stream().mapToInt(Text::hashCode).distinct().count());
        assertEquals(names.size(), texts.size());
    }

    @Test
    void symbolsAreOrderedByUnsignedBytes() {
        List<Symbol> ordered = Stream.of("00", "0001", "41", "4100", "4142", "42", "7f", "80", "c3a4", "ff", "ff00")
                .map(hex -> Symbol.wrap(Hex.bytes(hex)))
                .toList();
        assertEquals(ordered, ordered.reversed().stream().sorted().toList());
    }

    /** They are compared byte by byte only once. */
    @Test
    void longSymbolsThatBeginAlikeKeepTheirOrder() {
        List<Symbol> ordered = Stream.of("", "00", "0001", "41", "4142", "42", "7f", "80", "ff", "ff00")
                .map(hex -> Symbol.wrap(Hex.bytes("6e".repeat(5000) + hex)))
                .toList();
        List<Symbol> copies =
                ordered.stream().map(name -> Symbol.wrap(name.toByteArray())).toList();
        for (int round = 0; round < 2; round++) {
            assertEquals(ordered, ordered.reversed().stream().sorted().toList());
            assertEquals(ordered, copies.reversed().stream().sorted().toList());
            for (int i = 0; i < ordered.size(); i++) {
                for (int j = 0; j < copies.size(); j++) {
                    assertEquals(
                            Integer.compare(i, j), Integer.signum(ordered.get(i).compareTo(copies.get(j))));
                    assertEquals(i == j, ordered.get(i).equals(copies.get(j)));
                }
            }
        }
        assertTrue(Symbol.of("n").compareTo(ordered.getFirst()) < 0);
        assertTrue(Symbol.of("o").compareTo(ordered.getLast()) > 0);
    }

    @Test
    void equalBytesMakeEqualSymbols() {
        assertEquals(Symbol.of("ä"), Symbol.wrap(Hex.bytes("c3a4")));
        assertEquals(Symbol.of("ä").hashCode(), Symbol.wrap(Hex.bytes("c3a4")).hashCode());
        assertEquals(0, Symbol.of("ä").compareTo(Symbol.wrap(Hex.bytes("c3a4"))));
    }

    @Test
    void symbolNeverEqualsText() {
        ByteString symbol = Symbol.of("a");
        ByteString text = Text.of("a");
        assertNotEquals(symbol, text);
        assertNotEquals(text, symbol);
    }

    @Test
    void copyDoesNotChangeWithItsSource() {
        byte[] bytes = {'a', 'b'};
        Text text = Text.copyOf(bytes);
        Symbol symbol = Symbol.copyOf(bytes);
        bytes[0] = 'x';
        assertEquals(Text.of("ab"), text);
        assertEquals(Symbol.of("ab"), symbol);
    }

    @Test
    void bytesCannotBeChangedFromOutside() {
        Text text = Text.of("ab");
        text.toByteArray()[0] = 'x';
        assertEquals(Text.of("ab"), text);
        assertTrue(text.asByteBuffer().isReadOnly());
        assertEquals(ByteBuffer.wrap(new byte[] {'a', 'b'}), text.asByteBuffer());
    }

    @Test
    void bytesCountFromZeroTo255() {
        Text text = Text.wrap(Hex.bytes("007fff"));
        assertEquals(3, text.length());
        assertArrayEquals(new int[] {0, 0x7f, 0xff}, new int[] {text.byteAt(0), text.byteAt(1), text.byteAt(2)});
    }

    @Test
    void copiesItselfIntoTheMiddleOfAnArray() {
        byte[] target = new byte[4];
        Text.of("ab").copyTo(target, 1);
        assertArrayEquals(new byte[] {0, 'a', 'b', 0}, target);
    }

    @Test
    void findsTheFirstOfABytes() {
        assertEquals(1, Text.of("abab").indexOf('b'));
        assertEquals(-1, Text.of("abab").indexOf('c'));
        assertTrue(Text.of("a\0").contains('\0'));
        assertFalse(Text.of("").contains('\0'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a b", "ä", "日本", "\uD83D\uDE00", "a\"b", "a\\b", "#:|()[]"})
    void printableTextIsUnchanged(String text) {
        assertEquals(text, Text.of(text).quoted());
        assertEquals(text, Text.of(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'a' 0a 'b',        `\"a\\nb\"`",
                "09,                `\"\\t\"`",
                "0d,                `\"\\r\"`",
                "00,                `\"\\000\"`",
                "1b '[31m',         `\"\\033[31m\"`",
                "7f,                `\"\\177\"`",
                "'a\"b\\c' 0a,      `\"a\\\"b\\\\c\\n\"`",
                "c3a4 0a,           `\"ä\\n\"`",
                "ff,                `\"\\377\"`",
                "c3,                `\"\\303\"`",
                "c3 41,             `\"\\303A\"`",
                "c0af,              `\"\\300\\257\"`", // over-long slash
                "e08080,            `\"\\340\\200\\200\"`",
                "eda080,            `\"\\355\\240\\200\"`", // a surrogate
                "f0808080,          `\"\\360\\200\\200\\200\"`",
                "f4908080,          `\"\\364\\220\\200\\200\"`", // beyond U+10FFFF
                "c285,              `\"\\302\\205\"`", // a control character above ASCII
                "e280ae,            `\"\\342\\200\\256\"`", // turns the direction of the text
                "e280a8,            `\"\\342\\200\\250\"`", // line separator
                "efbbbf,            `\"\\357\\273\\277\"`", // byte order mark
                "ee8080,            `\"\\356\\200\\200\"`"
            }) // private use
    void controlCharactersAreEscaped(String bytes, String expected) {
        assertEquals(expected, Text.wrap(Hex.bytes(bytes)).quoted());
    }

    @Test
    void noByteComesThroughAsAControlCharacter() {
        for (int value = 0; value < 256; value++) {
            String shown = Text.wrap(new byte[] {(byte) value}).quoted();
            assertTrue(shown.chars().noneMatch(Character::isISOControl), "byte " + value);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "61c3a4, true", "f09f9880, true", "ff, false", "c3, false", "eda080, false", "c0af, false"})
    void knowsWhetherItIsUtf8(String hex, boolean expected) {
        assertEquals(expected, Text.wrap(Hex.bytes(hex)).isUtf8());
    }
}
