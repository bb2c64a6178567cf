// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.log.Extension;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A commit of a {@link UpdatedVolume} is followed by a compaction that begins to write and finds no room for the rest.
 */
class CompactionWithoutRoomTest {

    private static final int BYTES = 24 << 20;
    private static final int REMOVED = 9000;
    private static final Symbol SPARE = Symbol.of("spare");

    /** A volume that cannot grow. */
    private static BlockDevice fixed() throws IOException {
        return new DeviceSlice(new MemoryDevice(new byte[BYTES]), 0, BYTES);
    }

    private static void append(RegularFile file, long blocks) throws IOException {
        try (OpenFile open = file.open()) {
            open.append(ByteBuffer.allocate(Math.toIntExact(blocks * BlockDevice.BLOCK_BYTES)));
        }
    }

    /** Fills a volume, so that a removal gives the new log the first runs that it needs, and not all. */
    private static void fill(BlockDevice device) throws IOException {
        Volume.format(device, new Identity(new UUID(1, 2), Label.of("")), new StepClock())
                .close();
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            for (int i = 0; i < 50; i++) {
                RegularFile large = volume.root().createFile(Symbol.of("large" + i));
                large.setExtendedAttribute(Symbol.of("user.large"), Text.of("x".repeat(60_000)));
            }
            for (int i = 0; i < REMOVED; i++) {
                volume.root().createFile(Symbol.of("n" + i));
            }
            append(volume.root().createFile(SPARE), 2L * Extension.NEXT_BLOCKS);
            volume.commit();
            append(
                    volume.root().createFile(Symbol.of("rest")),
                    volume.statistics().freeBlocks());
            volume.commit();
        }
    }

    @Test
    void leavesNoChangeAndFreeBlocksCanBePunched() throws IOException {
        BlockDevice device = fixed();
        fill(device);
        try (UpdatedVolume volume = Volume.openForUpdate(device)) {
            int extensions = volume.logExtensions().size();
            volume.root().unlink(SPARE);
            for (int i = 0; i < REMOVED; i++) {
                volume.root().unlink(Symbol.of("n" + i));
            }
            volume.commit();
            assertTrue(volume.logExtensions().size() >= extensions);
            assertFalse(volume.hasChanges());
            volume.punchFreeBlocks();
        }
        Checks.assertSound(device);
        try (Volume volume = Volume.open(device)) {
            assertEquals(51, volume.root().entries().size());
        }
        assertTrue(Replay.of(device).entries() > 2 * REMOVED);
    }
}
