// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tfskit.device.Recording.Event;
import dev.tfskit.device.RecordingDevice.Unfinished;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingDeviceTest extends ResizableDeviceContract {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    private final RecordingDevice device = RecordingDevice.ofBlocks(4);

    @Override
    public ResizableDevice holding(byte[] bytes) {
        return new RecordingDevice(bytes);
    }

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private Event.Write write(int position) {
        return assertInstanceOf(Event.Write.class, device.recording().events().get(position));
    }

    private Event.Force force(int position) {
        return assertInstanceOf(Event.Force.class, device.recording().events().get(position));
    }

    @Test
    void recordsWriteOfManyBlocksAsEventsOfOneOperation() {
        device.write(BLOCK, filled(2 * BLOCK, 1));
        device.write(0, filled(BLOCK, 2));
        assertEquals(3, device.position());
        assertEquals(1, write(0).block());
        assertEquals(2, write(1).block());
        assertEquals(write(0).operation(), write(1).operation());
        assertEquals(0, write(2).block());
        assertEquals(1, write(2).operation());
    }

    @Test
    void recordsPartOfBlockAsWholeBlock() {
        device.write(0, filled(BLOCK, 1));
        device.write(BLOCK - 2, filled(3, 2));
        byte[] expected = filled(BLOCK, 1).array();
        expected[BLOCK - 2] = 2;
        expected[BLOCK - 1] = 2;
        assertArrayEquals(expected, write(1).bytes());
        assertEquals(2, write(2).bytes()[0]);
        assertEquals(0, write(2).bytes()[1]);
    }

    @Test
    void recordedBytesDoNotChangeLater() {
        device.write(0, filled(BLOCK, 1));
        Recording recording = device.recording();
        device.write(0, filled(BLOCK, 2));
        assertEquals(1, recording.events().size());
        assertEquals(1, write(0).bytes()[0]);
        assertEquals(0, recording.start().block(0)[0]);
    }

    @Test
    void growingIsRecordedBeforeTheBlockThatNeedsIt() {
        device.write(3 * BLOCK, filled(2 * BLOCK + 1, 1));
        device.resize(BLOCK);
        device.resize(BLOCK);
        assertEquals(
                List.of(new Event.Resize(0, 5 * BLOCK), new Event.Resize(0, 5 * BLOCK + 1), new Event.Resize(1, BLOCK)),
                device.recording().events().stream()
                        .filter(Event.Resize.class::isInstance)
                        .toList());
        assertEquals(3, write(0).block());
        assertEquals(4, write(2).block());
        assertEquals(5, write(4).block());
    }

    @Test
    void flushCoversWritesThatReturnedBeforeItBegan() {
        device.write(0, filled(BLOCK, 1));
        Unfinished slow = device.beginWrite(BLOCK, filled(BLOCK, 2));
        Unfinished force = device.beginForce();
        slow.finish();
        device.write(2 * BLOCK, filled(BLOCK, 3));
        force.finish();
        assertEquals(new Event.Force(0, 2, Set.of(write(1).operation())), force(3));
        device.force();
        assertEquals(new Event.Force(0, 4, Set.of()), force(4));
    }

    @Test
    void noFlushCoversBlocksOfAFailedFlush() {
        device.write(0, filled(BLOCK, 1));
        device.giveUpUnforced();
        device.write(0, filled(BLOCK, 2));
        device.force();
        assertEquals(new Event.Force(1, 2, Set.of()), force(2));
    }

    @Test
    void notesStandWhereTheyWereMade() {
        device.force();
        device.mark("forced");
        device.force();
        assertEquals(List.of(new Event.Mark("forced"), new Event.Force(0, 2, Set.of())), device.eventsFrom(1));
    }
}
