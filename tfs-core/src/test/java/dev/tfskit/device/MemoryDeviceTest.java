package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryDeviceTest extends ResizableDeviceContract {

    @Override
    ResizableDevice holding(final byte[] bytes) {
        return new MemoryDevice(bytes);
    }

    @Test
    void givesACopyOfItsBytesWithoutTheRoomItKeepsToGrow() throws IOException {
        final MemoryDevice device = new MemoryDevice();
        for (int i = 0; i < 5; i++) {
            device.write(i, ByteBuffer.wrap(new byte[] {(byte) i}));
        }
        final byte[] bytes = device.toByteArray();
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, bytes);
        bytes[0] = 9;
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, device.toByteArray());
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        final MemoryDevice device = new MemoryDevice();
        assertThrows(IOException.class, () -> device.resize(1L << 31));
        assertThrows(IOException.class, () -> device.write(1L << 40, ByteBuffer.allocate(1)));
    }
}
