// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ReadCountingDevice;
import dev.tfskit.error.TfsFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VolumeReaderTest {

    private static final int BYTES = 3 << 20;

    private static byte byteAt(long offset) {
        return (byte) (offset * 7 % 251);
    }

    private static VolumeReader reader(BlockDevice device) throws IOException {
        return new VolumeReader(device::read, device.size());
    }

    private static MemoryDevice device() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = byteAt(i);
        }
        return new MemoryDevice(bytes);
    }

    private static void assertReads(VolumeReader reader, long offset, int count) throws IOException {
        ByteBuffer read = reader.read(offset, count);
        assertEquals(count, read.remaining());
        assertTrue(read.isDirect());
        for (int i = 0; i < count; i++) {
            assertEquals(byteAt(offset + i), read.get());
        }
    }

    @Test
    void filesBehindEachOtherAreReadAtOnce() throws IOException {
        ReadCountingDevice device = new ReadCountingDevice(device());
        VolumeReader reader = new VolumeReader(device::read, device.size());
        for (long at = 0; at < BYTES; at += 512) {
            assertReads(reader, at, 100);
        }
        assertTrue(device.calls() < 20, device.calls() + " calls");
        assertTrue(device.bytes() <= BYTES + 100, device.bytes() + " bytes");
    }

    @Test
    void scatteredFilesAreReadOneByOne() throws IOException {
        ReadCountingDevice device = new ReadCountingDevice(device());
        VolumeReader reader = new VolumeReader(device::read, device.size());
        for (long at = BYTES - 10_000; at > 0; at -= 10_000) {
            assertReads(reader, at, 100);
        }
        assertEquals(100L * device.calls(), device.bytes());
    }

    @Test
    void anyOrderGivesTheRightBytes() throws Exception {
        Seeds.repeat(10, random -> {
            VolumeReader reader = reader(device());
            long at = 0;
            for (int i = 0; i < 100; i++) {
                int most = random.nextInt(10) == 0 ? VolumeReader.MOST_BYTES : 5000;
                at = random.nextInt(3) == 0 ? random.nextInt(BYTES) : at;
                int count = (int) Math.min(BYTES - at, random.nextInt(most + 1));
                assertReads(reader, at, count);
                at += count;
            }
        });
    }

    /** The first file ends right before the bytes that cannot be read. */
    @Test
    void badBytesFailOnlyTheirFiles() throws IOException {
        VolumeReader reader = reader(new BadBlocksDevice(device(), Set.of(10L)));
        for (long at = 0; at < 5120; at += 512) {
            assertReads(reader, at, 512);
        }
        assertThrows(UnreadableException.class, () -> reader.read(5120, 1));
        assertThrows(UnreadableException.class, () -> reader.read(5000, 1000));
        assertReads(reader, 5632, 512);
        assertReads(reader, 0, 5120);
    }

    @Test
    void truncatedImageIsReported() throws IOException {
        VolumeReader reader = reader(device());
        UnreadableException error = assertThrows(UnreadableException.class, () -> reader.read(BYTES - 10L, 20));
        assertTrue(error.getMessage().contains("ends at byte " + BYTES), error::getMessage);
        assertThrows(UnreadableException.class, () -> reader.read(BYTES + 10L, 20));
    }

    @Test
    void damageIsReportedWithItsOffset() throws IOException {
        BlockDevice damaged = new BlockDevice() {
            @Override
            public long size() {
                return BYTES;
            }

            @Override
            public void read(long offset, ByteBuffer target) throws IOException {
                throw new TfsFormatException(77, "damaged");
            }

            @Override
            public void write(long offset, ByteBuffer source) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void force() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                // Nothing to give back.
            }
        };
        VolumeReader reader = new VolumeReader(damaged::read, damaged.size());
        assertEquals(
                77,
                assertThrows(TfsFormatException.class, () -> reader.read(0, 20))
                        .offset()
                        .orElseThrow());
    }
}
