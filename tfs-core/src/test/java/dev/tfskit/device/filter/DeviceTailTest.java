// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.ResizableDeviceContract;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeviceTailTest extends ResizableDeviceContract {

    private static final int BEFORE = 700;

    /** The bytes with others in front of them. */
    @Override
    public ResizableDevice holding(byte[] bytes) {
        byte[] whole = new byte[BEFORE + bytes.length];
        Arrays.fill(whole, (byte) 0xee);
        System.arraycopy(bytes, 0, whole, BEFORE, bytes.length);
        return new DeviceTail(new MemoryDevice(whole), BEFORE);
    }

    @Test
    void leavesAloneWhatIsInFrontOfIt() throws IOException {
        MemoryDevice whole = new MemoryDevice(new byte[] {1, 2, 3, 4});
        DeviceTail tail = new DeviceTail(whole, 3);
        assertThrows(EOFException.class, () -> tail.write(-1, ByteBuffer.wrap(new byte[1])));
        assertThrows(EOFException.class, () -> tail.read(-1, ByteBuffer.allocate(1)));
        assertThrows(IllegalArgumentException.class, () -> tail.resize(-1));
        tail.resize(0);
        tail.write(1, ByteBuffer.wrap(new byte[] {6}));
        assertArrayEquals(new byte[] {1, 2, 3, 0, 6}, whole.toByteArray());
    }

    @Test
    void mayBeginBehindTheEndOfItsDevice() throws IOException {
        MemoryDevice whole = new MemoryDevice(new byte[] {1});
        DeviceTail tail = new DeviceTail(whole, 3);
        assertEquals(0, tail.size());
        assertThrows(EOFException.class, () -> tail.read(0, ByteBuffer.allocate(1)));
        tail.write(0, ByteBuffer.wrap(new byte[] {9}));
        assertArrayEquals(new byte[] {1, 0, 0, 9}, whole.toByteArray());
    }

    @Test
    void growsWithItsDevice() throws IOException {
        MemoryDevice whole = new MemoryDevice(new byte[4]);
        DeviceTail tail = new DeviceTail(whole, 3);
        whole.resize(10);
        assertEquals(7, tail.size());
    }

    @Test
    void hasNoBytesBeforeTheFirst() {
        assertThrows(IndexOutOfBoundsException.class, () -> new DeviceTail(new MemoryDevice(), -1));
    }

    @Test
    void hasNoBytesBehindTheLastThatCanBeNamed() {
        DeviceTail tail = new DeviceTail(new MemoryDevice(), 3);
        assertThrows(ArithmeticException.class, () -> tail.write(Long.MAX_VALUE, ByteBuffer.wrap(new byte[1])));
        assertThrows(ArithmeticException.class, () -> tail.resize(Long.MAX_VALUE));
    }
}
