// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.volume.RegularFile.DataRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReaderTest {

    /** Ten bytes: a hole, four bytes of data, a hole, two bytes of data, a hole. */
    private static final FileLayout LAYOUT = new FileLayout(List.of(new DataRun(1, 100, 4), new DataRun(7, 50, 2)), 10);

    private static final byte[] BYTES = {0, 100, 101, 102, 103, 0, 0, 50, 51, 0};

    /** Each byte of the volume is its own offset. */
    private static void fill(long offset, ByteBuffer target) {
        for (long at = offset; target.hasRemaining(); at++) {
            target.put((byte) at);
        }
    }

    @Test
    void everyPartOfAFileIsReadOverDataAndHoles() throws IOException {
        RunReader reader = new RunReader(RunReaderTest::fill, LAYOUT, LAYOUT.length());
        for (int from = 0; from <= BYTES.length; from++) {
            for (int room = 0; room <= BYTES.length + 2; room++) {
                ByteBuffer target = ByteBuffer.allocate(room);
                int expected = Math.min(room, BYTES.length - from);
                assertEquals(expected, reader.read(from, target));
                assertEquals(expected, target.position());
                byte[] found = new byte[expected];
                target.get(0, found);
                byte[] wanted = new byte[expected];
                System.arraycopy(BYTES, from, wanted, 0, expected);
                assertArrayEquals(wanted, found);
            }
        }
        assertEquals(0, reader.read(11, ByteBuffer.allocate(1)));
    }

    @Test
    void failedReadRestoresLimitOfBuffer() {
        RunReader reader = new RunReader(
                (_, _) -> {
                    throw new IOException("broken");
                },
                LAYOUT,
                LAYOUT.length());
        ByteBuffer target = ByteBuffer.allocate(10);
        assertThrows(IOException.class, () -> reader.read(0, target));
        assertEquals(10, target.limit());
    }
}
