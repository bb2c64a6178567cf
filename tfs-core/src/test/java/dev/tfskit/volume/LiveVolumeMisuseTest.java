// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.check.Checks;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Misuse of a volume is refused, and the volume stays usable. */
class LiveVolumeMisuseTest {

    private static final long BYTES = 4 << 20;
    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    @Test
    void nothingGetsANameInAnotherVolume() throws IOException {
        SparseDevice device = new SparseDevice(Story.empty(BYTES));
        SparseDevice otherDevice = new SparseDevice(Story.empty(BYTES));
        try (WritableVolume volume = Volume.openForWriting(device, new StepClock());
                WritableVolume other = Volume.openForWriting(otherDevice, new StepClock())) {
            RegularFile file = volume.root().createFile(A);
            assertThrows(IllegalArgumentException.class, () -> other.root().link(B, file));
            assertThrows(
                    IllegalArgumentException.class, () -> volume.root().rename(A, other.root(), B, RenameMode.REPLACE));
            other.root().createFile(A);
        }
        Checks.assertSound(device);
        Checks.assertSound(otherDevice);
        assertEquals(1, Volume.open(device).root().entries().size());
        assertEquals(1, Volume.open(otherDevice).root().entries().size());
    }
}
