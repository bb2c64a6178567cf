// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.log.Extension;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is kept for the log while nobody knows how much of it a batch will need. */
class PromisedRoomTest {

    private static final Symbol X = Symbol.of("user.x");

    @Test
    void whatABatchDidNotNeedIsFreeAgain() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(32 << 20));
        try (WritableVolume volume =
                Volume.openForWriting(new DeviceSlice(device, 0, device.size()), new StepClock())) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            long before = volume.statistics().freeBlocks();
            for (int i = 0; i < 100; i++) {
                file.setExtendedAttribute(X, Text.of("x".repeat(100_000)));
            }
            assertTrue(volume.statistics().freeBlocks() < before - 10L * Extension.NEXT_BLOCKS);
            volume.commit();
            long after = volume.statistics().freeBlocks();
            assertTrue(
                    after >= before - 2L * Extension.NEXT_BLOCKS,
                    () -> before + " blocks were free, and " + after + " are");
        }
        Checks.assertSound(device);
    }
}
