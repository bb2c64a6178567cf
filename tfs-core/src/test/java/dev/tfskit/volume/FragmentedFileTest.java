// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file of so many extents that the log of a full volume has no room for the removal of all: an operation does all of
 * its work or none.
 */
class FragmentedFileTest {

    private static final int BLOCK = 512;
    private static final int EXTENTS = 1500;
    private static final int LENGTH = 2 * EXTENTS * BLOCK;

    private SparseDevice device;
    private WritableVolume volume;
    private OpenFile file;
    private OpenFile other;

    @BeforeEach
    void open() throws IOException {
        device = new SparseDevice(Story.empty(6 << 20));
        volume = Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock());
        file = volume.root().createFile(Symbol.of("a")).open();
        other = volume.root().createFile(Symbol.of("b")).open();
        for (int i = 0; i < EXTENTS; i++) {
            // The blocks of two files take turns, so the blocks of one make no run of blocks for the log.
            file.write(2L * i * BLOCK, ByteBuffer.wrap(ones(BLOCK)));
            other.write(2L * i * BLOCK, ByteBuffer.wrap(ones(BLOCK)));
        }
        file.truncate(LENGTH);
        volume.commit();
        try (OpenFile rest = volume.root().createFile(Symbol.of("c")).open()) {
            for (long blocks = volume.statistics().freeBlocks(), at = 0; blocks > 0; at += blocks) {
                blocks = volume.statistics().freeBlocks();
                if (blocks > 0) {
                    rest.allocate(at * BLOCK, blocks * BLOCK, SizeChange.KEEP);
                }
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        other.close();
        volume.close();
        Checks.assertReadable(device);
    }

    /** Uses the log up, until an operation that costs so many bytes finds no room. */
    private void fillLog(long bytes) throws IOException {
        assertThrows(NoSpaceException.class, () -> {
            for (int i = 0; i < 100_000; i++) {
                other.file()
                        .setExtendedAttribute(
                                Symbol.of("user.x"), Text.of(Integer.toString(i).repeat(1000)));
                volume.commit();
            }
        });
        Operations operations = volume.root().tree.live().operations();
        assertThrows(NoSpaceException.class, () -> {
            for (int i = 0; i < 100_000; i++) {
                other.truncate(other.length() - 1);
                volume.commit();
                operations
                        .reserve(new LogCost(bytes), ReservationPurpose.REMOVING)
                        .close();
            }
        });
    }

    private static byte[] ones(int count) {
        byte[] ones = new byte[count];
        Arrays.fill(ones, (byte) 1);
        return ones;
    }

    private byte[] read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
        file.read(0, bytes);
        return bytes.array();
    }

    @Test
    void truncateReachesItsLengthThoughTheLogGetsFullMidway() throws IOException {
        fillLog(12_300);
        file.truncate(100);
        assertEquals(100, file.length());
        assertArrayEquals(ones(100), read());
        long kept = file.file().allocatedBlocks();
        assertTrue(kept > 1, "the log had room for everything: nothing was tested");
        volume.root().unlink(Symbol.of("c"));
        volume.commit();
        file.truncate(2000);
        assertArrayEquals(Arrays.copyOf(ones(100), 2000), read());
        assertEquals(1, file.file().allocatedBlocks());
    }

    @Test
    void punchedRangeReadsAsZerosThoughTheLogGetsFullMidway() throws IOException {
        fillLog(12_000);
        byte[] expected = read();
        Arrays.fill(expected, 100, LENGTH - BLOCK - 100, (byte) 0);
        file.punchHole(100, LENGTH - BLOCK - 200);
        assertArrayEquals(expected, read());
        assertTrue(file.file().allocatedBlocks() > 3, "the log had room for everything: nothing was tested");
    }

    @Test
    void operationWithoutRoomForFirstStepChangesNothing() throws IOException {
        fillLog(10_000);
        byte[] before = read();
        long blocks = file.file().allocatedBlocks();
        assertThrows(NoSpaceException.class, () -> file.truncate(100));
        assertThrows(NoSpaceException.class, () -> file.punchHole(100, LENGTH - 200));
        assertThrows(NoSpaceException.class, () -> file.zeroRange(100, LENGTH - 200, SizeChange.KEEP));
        assertThrows(NoSpaceException.class, () -> file.write(0, ByteBuffer.allocate(LENGTH)));
        assertArrayEquals(before, read());
        assertEquals(blocks, file.file().allocatedBlocks());
    }
}
