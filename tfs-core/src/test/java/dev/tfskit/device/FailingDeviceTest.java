// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.Fault.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailingDeviceTest extends ResizableDeviceContract {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    private final MemoryDevice memory = new MemoryDevice(new byte[4 * BLOCK]);
    private final FailingDevice device = new FailingDevice(memory);

    @Override
    public ResizableDevice holding(byte[] bytes) {
        return new FailingDevice(new MemoryDevice(bytes));
    }

    private void run(Operation operation) throws IOException {
        switch (operation) {
            case READ -> device.read(0, ByteBuffer.allocate(1));
            case WRITE -> device.write(0, ByteBuffer.allocate(1));
            case FORCE -> device.force();
            case RESIZE -> device.resize(4 * BLOCK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsOnce(Operation operation) throws IOException {
        device.arm(Fault.once(1, operation));
        run(operation);
        assertThrows(IOException.class, () -> run(operation));
        run(operation);
        assertEquals(3, device.count(operation));
        assertEquals(1, device.failures());
    }

    @ParameterizedTest
    @EnumSource
    void failsFromThenOn(Operation operation) throws IOException {
        device.arm(Fault.from(1, operation));
        run(operation);
        assertThrows(IOException.class, () -> run(operation));
        assertThrows(IOException.class, () -> run(operation));
        assertEquals(2, device.failures());
    }

    @ParameterizedTest
    @EnumSource
    void otherOperationsGoOn(Operation operation) throws IOException {
        device.arm(Fault.from(0, operation));
        for (Operation other : Operation.values()) {
            if (other != operation) {
                run(other);
            }
        }
        assertEquals(3, device.count(Operation.values()));
    }

    @Test
    void severalKindsCountAsOne() throws IOException {
        device.arm(Fault.from(2, Operation.WRITE, Operation.FORCE));
        run(Operation.WRITE);
        run(Operation.READ);
        run(Operation.FORCE);
        run(Operation.READ);
        assertThrows(IOException.class, () -> run(Operation.WRITE));
        assertThrows(IOException.class, () -> run(Operation.FORCE));
    }

    @Test
    void armingStartsAgain() throws IOException {
        run(Operation.WRITE);
        device.arm(Fault.once(0, Operation.WRITE));
        assertEquals(0, device.count(Operation.WRITE));
        assertThrows(IOException.class, () -> run(Operation.WRITE));
        device.arm(Fault.none());
        assertDoesNotThrow(() -> run(Operation.WRITE));
        assertEquals(0, device.failures());
    }

    /** 1200 bytes from byte 100 on touch three blocks. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 412", "2, 924", "3, 1200", "9, 1200"})
    void failedWriteMayHaveWrittenItsFirstBlocks(int blocks, int written) throws IOException {
        byte[] ones = new byte[1200];
        Arrays.fill(ones, (byte) 1);
        device.arm(Fault.once(0, Operation.WRITE).afterBlocks(blocks));
        assertThrows(IOException.class, () -> device.write(100, ByteBuffer.wrap(ones)));
        byte[] expected = new byte[4 * BLOCK];
        Arrays.fill(expected, 100, 100 + written, (byte) 1);
        assertArrayEquals(expected, memory.toByteArray());
    }

    /** A program that calls force again after it failed believes that it is safe. */
    @Test
    void recordsAFailedFlush() throws IOException {
        RecordingDevice recording = RecordingDevice.ofBlocks(1);
        FailingDevice failing = new FailingDevice(recording, recording::giveUpUnforced);
        failing.arm(Fault.once(0, Operation.FORCE));
        failing.write(0, ByteBuffer.wrap(new byte[] {1}));
        assertThrows(IOException.class, failing::force);
        failing.force();
        assertEquals(2, Cuts.of(recording.recording()).positions().getLast().combinations());
    }
}
