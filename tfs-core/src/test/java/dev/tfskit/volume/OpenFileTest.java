// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.DeviceSlice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Files that are changed while they are open, in the cases that went wrong once. */
class OpenFileTest {

    private static final int SMALLEST_VOLUME = 3073;

    private final MemoryDevice memory = new MemoryDevice();

    private WritableVolume format(int freeBlocks) throws IOException {
        memory.resize((long) (SMALLEST_VOLUME + freeBlocks) * BlockDevice.BLOCK_BYTES);
        return Volume.format(
                new DeviceSlice(memory, 0, memory.size()),
                new Identity(new UUID(1, 2), Label.of("test")),
                InstantSource.system());
    }

    private static byte[] ones(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    private static byte[] content(OpenFile file) throws IOException {
        ByteBuffer read = ByteBuffer.allocate((int) file.length());
        assertEquals(file.length(), file.read(0, read));
        return read.array();
    }

    @Test
    void zeroingAPartOfOneBlockLeavesTheNextOneAlone() throws IOException {
        try (WritableVolume volume = format(100);
                OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
            file.write(0, ByteBuffer.wrap(ones(2000)));
            file.zeroRange(10, 20, SizeChange.KEEP);
            byte[] expected = ones(2000);
            Arrays.fill(expected, 10, 30, (byte) 0);
            assertArrayEquals(expected, content(file));
        }
    }

    @Test
    void holeInsideOneBlockDoesNotCutExtent() throws IOException {
        try (WritableVolume volume = format(100);
                OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
            file.write(0, ByteBuffer.wrap(ones(2000)));
            file.punchHole(10, 20);
            assertEquals(1, file.file().extents().size());
        }
    }

    @Test
    void writeThatKeepsTimesChangesOnlyTheContent() throws IOException {
        try (WritableVolume volume = format(100);
                OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
            Instant given = Instant.ofEpochSecond(5);
            file.file().setModified(given);
            file.writeKeepingTimes(0, ByteBuffer.wrap(ones(2000)));
            file.writeKeepingTimes(10, ByteBuffer.wrap(ones(20)));
            assertArrayEquals(ones(2000), content(file));
            assertEquals(given, file.file().modified());
            file.write(10, ByteBuffer.wrap(ones(20)));
            assertNotEquals(given, file.file().modified());
        }
    }

    @Test
    void truncateThatKeepsTimesChangesOnlyLengthAndBlocks() throws IOException {
        try (WritableVolume volume = format(100);
                OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
            Instant given = Instant.ofEpochSecond(5);
            file.write(0, ByteBuffer.wrap(ones(2000)));
            file.allocate(2000, 9000, SizeChange.KEEP);
            file.file().setModified(given);
            Instant changed = file.file().changed();
            file.truncateKeepingTimes(2000);
            assertArrayEquals(ones(2000), content(file));
            assertEquals(4, file.file().allocatedBlocks());
            file.truncateKeepingTimes(100);
            file.truncateKeepingTimes(200);
            assertArrayEquals(Arrays.copyOf(ones(100), 200), content(file));
            assertEquals(1, file.file().allocatedBlocks());
            assertEquals(given, file.file().modified());
            assertEquals(changed, file.file().changed());
            file.truncate(200);
            assertNotEquals(given, file.file().modified());
        }
    }

    @Test
    void removedFileCannotBeOpened() throws IOException {
        try (WritableVolume volume = format(100)) {
            RegularFile gone = volume.root().createFile(Symbol.of("a"));
            try (OpenFile file = gone.open()) {
                file.write(0, ByteBuffer.wrap(ones(2000)));
                volume.root().unlink(Symbol.of("a"));
                gone.open().close();
            }
            assertThrows(NoSuchFileException.class, gone::open);
            assertEquals(List.of(), gone.extents(), "blocks that may belong to others by now");
        }
    }

    @Test
    void syncMakesDurableWhatWasWrittenBeforeTheFileWasOpenedAgain() throws IOException {
        try (WritableVolume volume = format(100)) {
            RegularFile file = volume.root().createFile(Symbol.of("a"));
            volume.commit();
            try (OpenFile first = file.open()) {
                first.write(0, ByteBuffer.wrap(ones(2000)));
            }
            try (OpenFile again = file.open()) {
                again.sync(SyncScope.DATA);
            }
            Volume afterPowerCut = Volume.open(new MemoryDevice(memory.toByteArray()));
            assertEquals(
                    2000,
                    ((RegularFile) afterPowerCut.root().find(Symbol.of("a")).orElseThrow()).length());
        }
    }

    @Test
    void callsReportHowFarTheyCame() throws IOException {
        try (WritableVolume volume = format(100);
                OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
            assertEquals(700, file.write(2048, ByteBuffer.wrap(ones(700))));
            assertEquals(2748, file.append(ByteBuffer.wrap(ones(10))));
            assertEquals(5, file.writeKeepingTimes(3000, ByteBuffer.wrap(ones(5))));
            assertEquals(3005, file.append(ByteBuffer.wrap(ones(1))));
            file.truncate(5000);
            assertEquals(OptionalLong.of(2048), file.seekData(0));
            assertEquals(OptionalLong.of(2100), file.seekData(2100));
            assertEquals(OptionalLong.of(0), file.seekHole(0));
            assertEquals(OptionalLong.of(3072), file.seekHole(2048));
            assertEquals(OptionalLong.empty(), file.seekData(3072));
            assertEquals(OptionalLong.empty(), file.seekHole(5000));
            assertEquals(0, file.write(0, ByteBuffer.allocate(0)));
        }
    }

    @Test
    void negativePositionsAndEmptyRangesAreRefused() throws IOException {
        try (WritableVolume volume = format(100)) {
            try (OpenFile file = volume.root().createFile(Symbol.of("a")).open()) {
                file.write(0, ByteBuffer.wrap(ones(2000)));
                assertRefusesNegativePositions(file);
                for (long count : new long[] {0, -1, Long.MIN_VALUE}) {
                    assertRefused(() -> file.allocate(0, count, SizeChange.GROW));
                    assertRefused(() -> file.punchHole(0, count));
                    assertRefused(() -> file.zeroRange(0, count, SizeChange.GROW));
                }
                assertArrayEquals(ones(2000), content(file));
            }
            volume.commit();
            try (OpenFile fixed = file(Volume.open(memory), "a").open()) {
                assertRefused(() -> fixed.read(-1, ByteBuffer.allocate(1)));
                assertRefused(() -> fixed.seekData(-1));
                assertRefused(() -> fixed.seekHole(-1));
            }
        }
    }

    private static void assertRefusesNegativePositions(OpenFile file) {
        for (long position : new long[] {-1, Long.MIN_VALUE}) {
            assertRefused(() -> file.read(position, ByteBuffer.allocate(1)));
            assertRefused(() -> file.write(position, ByteBuffer.wrap(ones(1))));
            assertRefused(() -> file.writeKeepingTimes(position, ByteBuffer.wrap(ones(1))));
            assertRefused(() -> file.truncate(position));
            assertRefused(() -> file.truncateKeepingTimes(position));
            assertRefused(() -> file.allocate(position, 1, SizeChange.GROW));
            assertRefused(() -> file.punchHole(position, 1));
            assertRefused(() -> file.zeroRange(position, 1, SizeChange.GROW));
            assertRefused(() -> file.seekData(position));
            assertRefused(() -> file.seekHole(position));
        }
    }

    private static void assertRefused(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }

    private static RegularFile file(Volume volume, String name) throws IOException {
        return (RegularFile) volume.root().find(Symbol.of(name)).orElseThrow();
    }
}
