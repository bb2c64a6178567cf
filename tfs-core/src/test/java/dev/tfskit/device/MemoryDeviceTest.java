// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryDeviceTest extends ResizableDeviceContract {

    @Override
    public ResizableDevice holding(byte[] bytes) {
        return new MemoryDevice(bytes);
    }

    @Test
    void copyOfBytesHasTheSizeOfTheDevice() throws IOException {
        MemoryDevice device = new MemoryDevice();
        for (int i = 0; i < 5; i++) {
            device.write(i, ByteBuffer.wrap(new byte[] {(byte) i}));
        }
        byte[] bytes = device.toByteArray();
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, bytes);
        bytes[0] = 9;
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, device.toByteArray());
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        MemoryDevice device = new MemoryDevice();
        assertThrows(IOException.class, () -> device.resize(1L << 31));
        assertThrows(IOException.class, () -> device.write(1L << 40, ByteBuffer.allocate(1)));
    }
}
