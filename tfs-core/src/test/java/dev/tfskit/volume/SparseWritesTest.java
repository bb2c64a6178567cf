// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes at distant positions of one file get adjacent blocks, so that the free space stays in one piece. */
class SparseWritesTest {

    private static final int PLACES = 3000;
    private static final long STRIDE = 512 << 10;
    private static final long BYTES = 64 << 20;
    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void freeSpaceStaysInOnePiece(int blocksInEachPlace) throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(BYTES));
        try (WritableVolume volume =
                Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock())) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            try (OpenFile open = file.open()) {
                for (int i = 0; i < PLACES; i++) {
                    for (int j = 0; j < blocksInEachPlace; j++) {
                        assertEquals(BLOCK, open.write(i * STRIDE + j * BLOCK, ByteBuffer.allocate(BLOCK)));
                    }
                }
            }
            List<Extent> extents = file.extents();
            long first = extents.stream().mapToLong(Extent::startBlock).min().orElseThrow();
            long last = extents.stream().mapToLong(Extent::startBlock).max().orElseThrow();
            assertTrue(last - first < 2L * PLACES * blocksInEachPlace, "blocks " + first + " to " + last);
            volume.root().createFile(Symbol.of("b"));
        }
        Checks.assertSound(device);
        Volume found = Volume.open(device);
        assertEquals(2, found.root().entries().size());
        long longest = MountScan.of(Tuples.of(found.root()), found.logExtensions(), found.blocks())
                .space()
                .longestFreeRun();
        assertTrue(
                longest > found.statistics().freeBlocks() * 3 / 4,
                () -> "the longest free run has " + longest + " blocks");
    }
}
