// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void ordinaryTextIsUntouched() {
        String text = "naïve \\ 文件 \uD83D\uDE00";
        assertSame(text, Printable.of(text));
    }

    @Test
    void escapeSequencesAreShownNotSent() {
        assertEquals("a\\x1b[2Jb", Printable.of("a\u001b[2Jb"));
    }

    @Test
    void lineEndsCannotForgeAnotherLine() {
        assertEquals("a\\nb\\r\\t\\x00\\x7f", Printable.of("a\nb\r\t\0\u007f"));
    }

    @Test
    void eightBitControlsAndDirectionMarksAreEscaped() {
        assertEquals("\\u0085\\u009b\\u202e\\u2066\\u2028", Printable.of("\u0085\u009b\u202e\u2066\u2028"));
    }
}
