// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.value.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTest {

    @Test
    void mayHave31BytesOfUtf8() {
        Label longest = Label.of("ä".repeat(15) + "x");
        assertEquals(31, longest.text().length());
        assertTrue(longest.isPortable());
        assertThrows(IllegalArgumentException.class, () -> Label.of("ä".repeat(16)));
    }

    @Test
    void mayBeEmptyButHoldNoNul() {
        assertEquals(0, Label.of("").text().length());
        assertThrows(IllegalArgumentException.class, () -> Label.of("a\0b"));
        assertThrows(IllegalArgumentException.class, () -> new Label(Text.of("a\0b")));
    }

    @ParameterizedTest
    @CsvSource({"31, 0, 31", "32, 0, 31", "30, 1, 30", "29, 1, 31", "28, 2, 30", "0, 20, 30"})
    void isShortenedBetweenCharacters(int ascii, int umlauts, int expected) {
        Label label = new Label(Text.of("x".repeat(ascii) + "ä".repeat(umlauts)));
        Label shortened = label.shortened();
        assertEquals(expected, shortened.text().length());
        assertTrue(shortened.text().isUtf8());
        assertTrue(label.text().decode().startsWith(shortened.text().decode()));
    }

    @Test
    void labelOfAnotherProgramMayHaveAnyBytesAndLength() {
        assertFalse(new Label(Text.wrap(Hex.bytes("80".repeat(40)))).isPortable());
        assertTrue(new Label(Text.wrap(Hex.bytes("80".repeat(40)))).shortened().isPortable());
    }

    @Test
    void isShownWithoutControlCharacters() {
        assertEquals("\"\\033c\"", Label.of("\u001bc").toString());
    }
}
