// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The guarantees of every {@link ResizableDevice}, in addition to those of every device. */
public abstract class ResizableDeviceContract extends BlockDeviceContract {

    @Override
    public abstract ResizableDevice holding(byte[] bytes) throws IOException;

    private static byte[] all(BlockDevice device) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) device.size());
        device.read(0, target);
        return target.array();
    }

    @Test
    void growsWhenItIsWrittenBehindItsEnd() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2})) {
            device.write(4, ByteBuffer.wrap(new byte[] {5, 6}));
            assertArrayEquals(new byte[] {1, 2, 0, 0, 5, 6}, all(device));
        }
    }

    @Test
    void growsWhenAWriteReachesOverItsEnd() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2})) {
            device.write(1, ByteBuffer.wrap(new byte[] {5, 6}));
            assertArrayEquals(new byte[] {1, 5, 6}, all(device));
        }
    }

    @Test
    void newBytesAreZero() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2})) {
            device.resize(4);
            assertArrayEquals(new byte[] {1, 2, 0, 0}, all(device));
        }
    }

    @Test
    void cutBytesDoNotComeBack() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2, 3, 4})) {
            device.resize(1);
            assertEquals(1, device.size());
            device.resize(4);
            assertArrayEquals(new byte[] {1, 0, 0, 0}, all(device));
        }
    }

    @Test
    void resizingToTheSameSizeChangesNothing() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2})) {
            device.resize(2);
            assertArrayEquals(new byte[] {1, 2}, all(device));
        }
    }

    @Test
    void canBecomeEmpty() throws IOException {
        try (ResizableDevice device = holding(new byte[] {1, 2})) {
            device.resize(0);
            assertEquals(0, device.size());
        }
    }
}
