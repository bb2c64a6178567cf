// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tfskit.device.MemoryDevice;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A UUID that depends on all bytes of a volume but those of the UUID. */
class ContentUuidTest {

    /** More than one piece, and the last one not whole. */
    private static final int BYTES = (1 << 20) + 512;

    private static final int UUID_START = 8;
    private static final int UUID_END = UUID_START + 16;

    private final byte[] bytes = new byte[BYTES];

    ContentUuidTest() {
        new Random(1).nextBytes(bytes);
    }

    private static UUID uuid(byte[] volume) throws IOException {
        return ContentUuid.fromContents(new MemoryDevice(volume.clone()), volume.length);
    }

    @Test
    void onlyTheBytesOfTheUuidAreWritten() throws IOException {
        MemoryDevice device = new MemoryDevice(bytes.clone());
        UUID uuid = ContentUuid.fromContents(device, BYTES);
        byte[] after = device.toByteArray();
        assertEquals(uuid.toString().replace("-", ""), HexFormat.of().formatHex(after, UUID_START, UUID_END));
        System.arraycopy(bytes, UUID_START, after, UUID_START, UUID_END - UUID_START);
        assertArrayEquals(bytes, after);
    }

    @Test
    void uuidHasVersion8() throws IOException {
        assertEquals(8, uuid(bytes).version());
        assertEquals(2, uuid(bytes).variant());
    }

    @Test
    void earlierUuidDoesNotCount() throws IOException {
        byte[] other = bytes.clone();
        Arrays.fill(other, UUID_START, UUID_END, (byte) 7);
        assertEquals(uuid(bytes), uuid(other));
    }

    @Test
    void everyByteOutsideOfTheUuidCounts() throws IOException {
        for (int at : new int[] {0, UUID_START - 1, UUID_END, 511, 1 << 19, (1 << 20) - 1, 1 << 20, BYTES - 1}) {
            byte[] other = bytes.clone();
            other[at]++;
            assertNotEquals(uuid(bytes), uuid(other), "byte " + at);
        }
    }

    @Test
    void bytesBehindTheVolumeDoNotCount() throws IOException {
        byte[] longer = Arrays.copyOf(bytes, BYTES + 512);
        longer[BYTES] = 1;
        assertEquals(uuid(bytes), ContentUuid.fromContents(new MemoryDevice(longer), BYTES));
    }
}
