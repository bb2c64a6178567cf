// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseDeviceTest extends ResizableDeviceContract {

    @Override
    public ResizableDevice holding(byte[] bytes) {
        return new SparseDevice(SparseImage.of(bytes));
    }

    @Test
    void contentOfImageStaysTheSame() {
        SparseImage image = SparseImage.of(new byte[] {1, 2});
        SparseDevice device = new SparseDevice(image);
        device.write(0, ByteBuffer.wrap(new byte[] {3}));
        device.resize(1);
        assertArrayEquals(new byte[] {1, 2}, image.toByteArray());
        assertArrayEquals(new byte[] {3}, device.image().toByteArray());
    }

    @Test
    void holdsFarMoreThanMemoryDoes() throws IOException {
        SparseDevice device = new SparseDevice(SparseImage.zeros(1L << 50));
        long last = (1L << 50) - 4;
        device.write(last, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        ByteBuffer target = ByteBuffer.allocate(5);
        device.read(last - 1, target);
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, target.array());
        assertEquals(List.of((1L << 41) - 1), device.image().filledFrom(1));
        device.resize(last);
        assertEquals(List.of(), device.image().filledFrom(0));
    }

    @Test
    void resizesAsAnArrayDoes() throws Exception {
        Seeds.repeat(20, random -> {
            SparseDevice sparse = new SparseDevice(SparseImage.zeros(0));
            MemoryDevice array = new MemoryDevice();
            for (int step = 0; step < 40; step++) {
                int offset = random.nextInt(100_000);
                if (random.nextBoolean()) {
                    sparse.resize(offset);
                    array.resize(offset);
                } else {
                    byte[] written = new byte[1 + random.nextInt(3000)];
                    random.nextBytes(written);
                    sparse.write(offset, ByteBuffer.wrap(written));
                    array.write(offset, ByteBuffer.wrap(written));
                }
                assertArrayEquals(array.toByteArray(), sparse.image().toByteArray());
            }
        });
    }
}
