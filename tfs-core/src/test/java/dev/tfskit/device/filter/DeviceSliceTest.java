// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.BlockDeviceContract;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.Recording;
import dev.tfskit.device.RecordingDevice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSliceTest extends BlockDeviceContract {

    private static final int BEFORE = 700;
    private static final int BEHIND = 300;

    /** The bytes with others around them. */
    @Override
    public BlockDevice holding(byte[] bytes) throws IOException {
        byte[] whole = new byte[BEFORE + bytes.length + BEHIND];
        Arrays.fill(whole, (byte) 0xee);
        System.arraycopy(bytes, 0, whole, BEFORE, bytes.length);
        return new DeviceSlice(new MemoryDevice(whole), BEFORE, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({"0, 4", "2, 2", "3, 1", "-1, 1", "9223372036854775807, 1"})
    void doesNotWriteOutsideItself(long offset, int length) throws IOException {
        MemoryDevice whole = new MemoryDevice(new byte[9]);
        DeviceSlice slice = new DeviceSlice(whole, 3, 3);
        assertThrows(
                EOFException.class, () -> slice.write(offset, ByteBuffer.wrap(new byte[] {1, 1, 1, 1}, 0, length)));
        assertArrayEquals(new byte[9], whole.toByteArray());
    }

    @Test
    void doesNotReadWhatIsInFrontOfIt() throws IOException {
        DeviceSlice slice = new DeviceSlice(new MemoryDevice(new byte[9]), 3, 3);
        assertThrows(EOFException.class, () -> slice.read(-1, ByteBuffer.allocate(1)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 11", "10, 1", "1, 10", "11, 0", "5, -1", "9223372036854775807, 9223372036854775807"})
    void liesInsideItsDevice(long start, long length) {
        assertThrows(
                IndexOutOfBoundsException.class, () -> new DeviceSlice(new MemoryDevice(new byte[10]), start, length));
    }

    @Test
    void forcesTheWholeDevice() throws IOException {
        RecordingDevice whole = RecordingDevice.ofBlocks(2);
        new DeviceSlice(whole, 512, 512).force();
        List<Recording.Event> events = whole.recording().events();
        assertEquals(1, events.size());
        assertInstanceOf(Recording.Event.Force.class, events.getFirst());
    }
}
