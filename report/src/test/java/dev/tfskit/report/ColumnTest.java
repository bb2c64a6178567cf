// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

/** The bytes of a column, which the script of the page reads. */
class ColumnTest {

    private final Column column = new Column();

    private byte[] written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        column.writeTo(out);
        byte[] compressed = Base64.getDecoder().decode(out.toByteArray());
        try (InflaterInputStream stream =
                new InflaterInputStream(new ByteArrayInputStream(compressed), new Inflater(true))) {
            return stream.readAllBytes();
        }
    }

    @Test
    void numbersTakeSevenBitsAByte() throws IOException {
        column.number(0).number(127).number(128).number(300);
        assertArrayEquals(new byte[] {0, 127, (byte) 0x80, 1, (byte) 0xac, 2}, written());
    }

    @Test
    void hugeNumbersBecomeTheLargestOfTheScript() throws IOException {
        column.number(Long.MAX_VALUE);
        byte ones = (byte) 0xff;
        assertArrayEquals(new byte[] {ones, ones, ones, ones, ones, ones, ones, 15}, written());
    }

    @Test
    void signedNumbersAlternate() throws IOException {
        column.signed(0).signed(-1).signed(1).signed(-2);
        assertArrayEquals(new byte[] {0, 1, 2, 3}, written());
    }

    @Test
    void textsHaveTheirLengthInBytes() throws IOException {
        column.text("\u00e9</script>");
        assertArrayEquals("\13\u00e9</script>".getBytes(StandardCharsets.UTF_8), written());
    }

    @Test
    void negativeNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> column.number(-1));
    }
}
