// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.Seeds;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guarantees of every {@link BlockDevice}. A subclass for each implementation creates a device with given bytes.
 */
public abstract class BlockDeviceContract {

    private static final int THREADS = 4;

    /** A device that holds these bytes and nothing more. */
    public abstract BlockDevice holding(byte[] bytes) throws IOException;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        return bytes;
    }

    private static byte[] read(BlockDevice device, long offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        device.read(offset, target);
        assertFalse(target.hasRemaining());
        return target.array();
    }

    @Test
    void hasTheSizeOfItsBytes() throws IOException {
        try (BlockDevice device = holding(bytes(1000))) {
            assertEquals(1000, device.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "0, 1", "1, 511", "511, 2", "512, 488", "999, 1", "1000, 0", "0, 0"})
    void readsAtAnyPosition(int offset, int length) throws IOException {
        try (BlockDevice device = holding(bytes(1000))) {
            assertArrayEquals(Arrays.copyOfRange(bytes(1000), offset, offset + length), read(device, offset, length));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1001", "999, 2", "1000, 1", "1001, 1", "1099511627776, 1"})
    void doesNotReadBehindItsEnd(long offset, int length) throws IOException {
        try (BlockDevice device = holding(bytes(1000))) {
            assertThrows(EOFException.class, () -> device.read(offset, ByteBuffer.allocate(length)));
        }
    }

    @Test
    void fillsOnlyTheRoomThatABufferHasLeft() throws IOException {
        try (BlockDevice device = holding(bytes(1000))) {
            ByteBuffer target = ByteBuffer.allocate(10).position(3).limit(7);
            device.read(100, target);
            assertEquals(7, target.position());
            assertEquals(7, target.limit());
            byte[] expected = new byte[10];
            System.arraycopy(bytes(1000), 100, expected, 3, 4);
            assertArrayEquals(expected, target.array());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writesOnlyWhatABufferHasLeft(boolean direct) throws IOException {
        try (BlockDevice device = holding(bytes(1000))) {
            ByteBuffer source = direct ? ByteBuffer.allocateDirect(10) : ByteBuffer.allocate(10);
            source.put(new byte[] {0, 0, 0, 50, 51, 52, 53, 0, 0, 0})
                    .position(3)
                    .limit(7);
            device.write(100, source);
            assertFalse(source.hasRemaining());
            byte[] expected = bytes(1000);
            System.arraycopy(new byte[] {50, 51, 52, 53}, 0, expected, 100, 4);
            assertArrayEquals(expected, read(device, 0, 1000));
        }
    }

    @Test
    void behavesAsAnArray() throws Exception {
        Seeds.repeat(20, random -> {
            byte[] model = bytes(2000);
            try (BlockDevice device = holding(model.clone())) {
                for (int step = 0; step < 50; step++) {
                    int offset = random.nextInt(2000);
                    byte[] written = new byte[random.nextInt(2000 - offset)];
                    random.nextBytes(written);
                    System.arraycopy(written, 0, model, offset, written.length);
                    device.write(offset, ByteBuffer.wrap(written));
                    device.force();
                    int from = random.nextInt(2000);
                    int length = random.nextInt(2000 - from);
                    assertArrayEquals(Arrays.copyOfRange(model, from, from + length), read(device, from, length));
                }
            }
        });
    }

    /** Each thread has a part of the device to itself; all of them use it at once. */
    @Test
    void manyThreadsMayUseItAtOnce() throws Exception {
        int part = 5000;
        try (BlockDevice device = holding(new byte[THREADS * part]);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                done.add(threads.submit(() -> {
                    for (int round = 0; round < 200; round++) {
                        byte[] written = new byte[part];
                        Arrays.fill(written, (byte) (number * 50 + round));
                        device.write((long) number * part, ByteBuffer.wrap(written));
                        assertArrayEquals(written, read(device, (long) number * part, part));
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
    }
}
