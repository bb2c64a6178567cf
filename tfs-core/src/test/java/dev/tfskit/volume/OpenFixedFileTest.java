// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An open file of a volume that was opened for reading: a block of data, a block of a hole, and a part of one. */
class OpenFixedFileTest {

    private static final int BLOCK = 512;
    private static final int LENGTH = 2 * BLOCK + 10;
    private static final String ROOT = "(children:(f:(extents:(0:(offset:70 length:1 allocated:1) "
            + "2:(offset:71 length:1 allocated:1)) filelength:" + LENGTH + ")))";

    private final MemoryDevice device;
    private final OpenFile file;

    OpenFixedFileTest() throws IOException {
        device = HandMadeVolume.device(HandMadeVolume.tuple(ROOT), 100);
        file = ((RegularFile) Volume.open(device).root().find(Symbol.of("f")).orElseThrow()).open();
    }

    private byte[] content() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * 4);
        assertEquals(LENGTH, file.read(0, bytes));
        byte[] content = new byte[LENGTH];
        bytes.flip().get(content);
        return content;
    }

    @Test
    void readsDataAndHoles() throws IOException {
        byte[] expected = new byte[LENGTH];
        for (int i = 0; i < BLOCK; i++) {
            expected[i] = HandMadeVolume.byteAt(70 * BLOCK + i);
        }
        for (int i = 0; i < 10; i++) {
            expected[2 * BLOCK + i] = HandMadeVolume.byteAt(71 * BLOCK + i);
        }
        assertArrayEquals(expected, content());
        assertEquals(LENGTH, file.length());
    }

    @Test
    void findsDataAndHoles() {
        assertEquals(OptionalLong.of(2 * BLOCK), file.seekData(BLOCK));
        assertEquals(OptionalLong.of(BLOCK), file.seekHole(0));
        assertEquals(OptionalLong.of(LENGTH), file.seekHole(2 * BLOCK));
        assertEquals(OptionalLong.empty(), file.seekData(LENGTH));
    }

    private interface Call {
        void on(OpenFile file) throws IOException;
    }

    private static ByteBuffer byteToWrite() {
        return ByteBuffer.wrap(new byte[] {1});
    }

    static List<Call> changes() {
        return List.of(
                file -> file.write(0, byteToWrite()),
                file -> file.writeKeepingTimes(0, byteToWrite()),
                file -> file.append(byteToWrite()),
                file -> file.truncate(5),
                file -> file.truncateKeepingTimes(5),
                file -> file.allocate(0, BLOCK, SizeChange.GROW),
                file -> file.punchHole(0, BLOCK),
                file -> file.zeroRange(0, BLOCK, SizeChange.GROW),
                file -> file.sync(SyncScope.ALL));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void refusesAChangeAndStaysAsItWas(Call change) throws IOException {
        byte[] before = device.toByteArray();
        byte[] content = content();
        assertThrows(ReadOnlyFileSystemException.class, () -> change.on(file));
        assertArrayEquals(content, content());
        assertArrayEquals(before, device.toByteArray());
    }

    static List<Call> callsAtNegativePositions() {
        return List.of(
                file -> file.read(-1, ByteBuffer.allocate(1)),
                file -> file.write(-1, byteToWrite()),
                file -> file.truncate(-1),
                file -> file.allocate(-1, BLOCK, SizeChange.GROW),
                file -> file.punchHole(-1, BLOCK),
                file -> file.zeroRange(-1, BLOCK, SizeChange.GROW),
                file -> file.seekData(-1),
                file -> file.seekHole(-1));
    }

    @ParameterizedTest
    @MethodSource("callsAtNegativePositions")
    void refusesANegativePosition(Call call) {
        assertThrows(IllegalArgumentException.class, () -> call.on(file));
    }

    /** The volume alone owns the device, and a file without writers holds no blocks. */
    @Test
    void closingIsWithoutEffect() throws IOException {
        assertFalse(file.freesBlocksOnClose());
        byte[] content = content();
        file.close();
        assertArrayEquals(content, content());
    }
}
