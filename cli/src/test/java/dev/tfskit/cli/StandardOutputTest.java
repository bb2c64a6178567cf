// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardOutputTest {

    private static final int BUFFER = 64 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER})
    void bytesArriveInOrderWhateverTheChunk(int chunkBytes) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        byte[] bytes = new byte[chunkBytes];
        new Random(chunkBytes).nextBytes(bytes);
        try (StandardOutput output = new StandardOutput(target)) {
            for (int i = 0; i < 5; i++) {
                output.write(i);
                output.write(bytes, 0, bytes.length);
                expected.write(i);
                expected.write(bytes, 0, bytes.length);
            }
        }
        assertArrayEquals(expected.toByteArray(), target.toByteArray());
    }

    @Test
    void textIsUtf8AndBytesStayBytes() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(target);
        output.print("é");
        output.write(0xff);
        output.println("");
        output.flush();
        assertArrayEquals(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xff, '\n'}, target.toByteArray());
    }

    @Test
    void nothingIsWrittenBeforeTheBufferIsFull() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(target);
        output.print("x".repeat(BUFFER));
        output.print("y");
        assertEquals("x".repeat(BUFFER), target.toString(StandardCharsets.UTF_8));
    }

    @Test
    void flushFailsOnFullDisk() throws IOException {
        StandardOutput output = new StandardOutput(failing("No space left on device"));
        output.print("x");
        assertFalse(assertThrows(OutputException.class, output::flush).isPipeClosed());
    }

    @Test
    void closedPipeIsDistinguishedFromOtherErrors() throws IOException {
        StandardOutput output = new StandardOutput(failing("Broken pipe"));
        output.print("x");
        assertTrue(assertThrows(OutputException.class, output::flush).isPipeClosed());
    }

    @Test
    void closeFailsWhenTheCloseOfTheTargetFails() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() throws IOException {
                throw new IOException("Disk quota exceeded");
            }
        };
        StandardOutput output = new StandardOutput(target);
        output.print("x");
        assertEquals(
                "Disk quota exceeded",
                assertThrows(OutputException.class, output::close).getMessage());
        assertEquals("x", target.toString(StandardCharsets.UTF_8));
    }

    static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }
}
