// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.check.Checks;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.Recording;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number and size of device writes for large files. */
class CheapWritesTest {

    private static final int PIECE = 4096;
    private static final int MIB = 1 << 20;
    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of("test"));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1));

    @TempDir
    private Path directory;

    private static OpenFile create(Volume volume) throws IOException {
        return volume.root().createFile(Symbol.of("file")).open();
    }

    private static List<Recording.Event.Write> writes(RecordingDevice device, int from) {
        return device.eventsFrom(from).stream()
                .filter(Recording.Event.Write.class::isInstance)
                .map(Recording.Event.Write.class::cast)
                .toList();
    }

    @Tag("slow")
    @Test
    void appendingInSmallPiecesMakesLongExtentsAndShortLogs() throws IOException {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1100L * MIB);
        }
        long before;
        try (WritableVolume volume = Volume.format(FileDevice.openForWriting(image), IDENTITY, CLOCK);
                OpenFile open = create(volume)) {
            volume.commit();
            before = Replay.of(volume.device()).endOffset();
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            for (long at = 0; at < 1024L * MIB; at += PIECE) {
                open.append(piece.rewind());
                if (at % (16 * MIB) == 0) {
                    volume.commit();
                }
            }
            assertTrue(open.file().extents().size() <= 33);
        }
        try (BlockDevice device = FileDevice.openForReading(image)) {
            assertTrue(Replay.of(device).endOffset() - before < 64 << 10);
            Checks.assertSound(device);
        }
    }

    @Test
    void countingBlocksOfOpenFileTakesNoTimePerExtent() throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(20L * MIB / BlockDevice.BLOCK_BYTES);
        try (WritableVolume volume = Volume.format(device, IDENTITY, CLOCK);
                OpenFile open = create(volume)) {
            open.write(0, ByteBuffer.allocate(8 * MIB));
            for (long at = 0; at < 8L * MIB; at += 2 * PIECE) {
                open.punchHole(at, PIECE);
                assertEquals(
                        (8L * MIB - (at / 2 + PIECE)) / BlockDevice.BLOCK_BYTES,
                        open.file().allocatedBlocks());
            }
            assertEquals(8 * MIB / (2 * PIECE), open.file().extents().size());
            AllocatedBytes allocated = AllocatedBytes.start();
            assertEquals(4L * MIB / BlockDevice.BLOCK_BYTES, open.file().allocatedBlocks());
            assertTrue(allocated.count() < 10_000, "allocated " + allocated.count() + " bytes");
        }
    }

    /** What is allocated shows the steps that copy something, and a search that makes an object for each extent. */
    @Test
    void truncatingFileOfManyExtentsAllocatesInProportion() throws IOException {
        long few = allocatedByTruncating(250);
        long many = allocatedByTruncating(2000);
        assertTrue(many <= 2 * (2000 / 250) * few, few + " bytes for 250 extents, " + many + " for 2000");
    }

    /** Truncates a file extent by extent, and returns the bytes of heap that this allocates. */
    private static long allocatedByTruncating(int extents) throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(40L * MIB / BlockDevice.BLOCK_BYTES);
        try (WritableVolume volume = Volume.format(device, IDENTITY, CLOCK);
                OpenFile open = create(volume)) {
            open.write(0, ByteBuffer.allocate(2 * PIECE * extents));
            for (int i = 0; i < extents; i++) {
                open.punchHole(2L * PIECE * i, PIECE);
            }
            volume.commit();
            assertEquals(extents, open.file().extents().size());
            AllocatedBytes allocated = AllocatedBytes.start();
            for (int i = extents - 1; i >= 0; i--) {
                open.truncate(2L * PIECE * i);
            }
            return allocated.count();
        }
    }

    @Test
    void smallWriteIntoLargeAllocationWritesLittle() throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(80L * MIB / BlockDevice.BLOCK_BYTES);
        try (WritableVolume volume = Volume.format(device, IDENTITY, CLOCK);
                OpenFile open = create(volume)) {
            open.allocate(0, 32L * MIB, SizeChange.GROW);
            volume.commit();
            int position = device.position();
            open.write(16L * MIB, ByteBuffer.allocate(PIECE));
            volume.commit();
            assertTrue(writes(device, position).size() <= PIECE / BlockDevice.BLOCK_BYTES + 2);
        }
        Checks.assertSound(device);
    }

    @Test
    void overwritingWritesDataAlone() throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(16L * MIB / BlockDevice.BLOCK_BYTES);
        Random random = new Random(7);
        try (WritableVolume volume = Volume.format(device, IDENTITY, CLOCK);
                OpenFile open = create(volume)) {
            open.write(0, ByteBuffer.allocate(4 * MIB));
            volume.commit();
            long start = open.file().extents().getFirst().startBlock();
            int position = device.position();
            for (int i = 0; i < 100; i++) {
                open.write((long) random.nextInt(1000) * PIECE, ByteBuffer.allocate(PIECE));
            }
            List<Recording.Event.Write> data = writes(device, position);
            assertEquals(100 * PIECE / BlockDevice.BLOCK_BYTES, data.size());
            assertTrue(data.stream().allMatch(write -> write.block() >= start && write.block() < start + 8192));
            int written = device.position();
            volume.commit();
            assertEquals(1, writes(device, written).size());
            assertEquals(1, open.file().extents().size());
        }
        Checks.assertSound(device);
    }
}
