// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.SparseDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

    @Test
    void changesThatAreDurableAreForgotten() throws IOException {
        SparseDevice sparse = new SparseDevice(Story.empty(32 << 20));
        try (WritableVolume volume =
                Volume.openForWriting(new DeviceSlice(sparse, 0, sparse.size()), new StepClock())) {
            for (int i = 0; i < 2000; i++) {
                try (OpenFile file =
                        volume.root().createFile(Symbol.of("f" + i)).open()) {
                    file.write(0, ByteBuffer.wrap(new byte[] {1}));
                }
                if (i % 10 == 0) {
                    volume.commit();
                }
                assertTrue(volume.root().tree.live().files().remembered() <= 20);
            }
        }
    }
}
