// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.SparseDevice;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The number of blocks of a file with many extents, which a mount shows for each name of the file. */
class BlockCountsTest {

    private static final int BLOCK = 512;
    private static final int MANY = 20_000;
    private static final int EXTENTS = 200;
    private static final Symbol NAME = Symbol.of("a");

    /** A file of many extents with as many names. */
    private static MemoryDevice manyNames() throws IOException {
        Tuple extents = new Tuple();
        Tuple children = new Tuple();
        Tuple file = new Tuple();
        for (int i = 0; i < MANY; i++) {
            boolean ownsBlock = i % (MANY / 10) == 0;
            extents.set(
                    Symbol.of(Integer.toString(i)),
                    HandMadeVolume.tuple("(offset:" + (HandMadeVolume.DATA_START + i * 10 / MANY) + " length:"
                            + (ownsBlock ? 1 : 0) + " allocated:" + (ownsBlock ? 1 : 0) + ")"));
            children.set(Symbol.of("n" + i), file);
        }
        file.set(Attributes.EXTENTS, extents);
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        return HandMadeVolume.device(root, 10_000);
    }

    private static void assertCountedAtOnce(Volume volume) throws IOException {
        long blocks = 0;
        for (int i = 0; i < MANY; i++) {
            blocks += ((RegularFile) volume.root().find(Symbol.of("n" + i)).orElseThrow()).allocatedBlocks();
        }
        assertEquals(10L * MANY, blocks);
    }

    @Test
    @Timeout(20)
    void fileWithManyNamesIsCountedOnce() throws IOException {
        try (Volume volume = Volume.open(manyNames())) {
            assertCountedAtOnce(volume);
        }
        try (Volume volume = Volume.openForWriting(manyNames(), new StepClock())) {
            assertCountedAtOnce(volume);
        }
    }

    private static void writeBlocks(OpenFile file, int first, int step) throws IOException {
        for (int i = first; i < 2 * EXTENTS; i += step) {
            file.write((long) i * BLOCK, ByteBuffer.wrap(new byte[BLOCK]));
        }
    }

    @Test
    void countFollowsEachChangeOfAClosedFile() throws IOException {
        try (WritableVolume volume = Volume.openForWriting(new SparseDevice(Story.empty(6 << 20)), new StepClock())) {
            RegularFile file = volume.root().createFile(NAME);
            try (OpenFile open = file.open()) {
                writeBlocks(open, 0, 2);
            }
            assertEquals(EXTENTS, file.allocatedBlocks());
            assertEquals(EXTENTS, file.extents().size());
            try (OpenFile open = file.open()) {
                open.write(BLOCK, ByteBuffer.allocate(BLOCK));
                assertEquals(EXTENTS + 1, file.allocatedBlocks());
            }
            assertEquals(EXTENTS + 1, file.allocatedBlocks());
            try (OpenFile open = file.open()) {
                open.truncate(2L * (EXTENTS - 10) * BLOCK);
            }
            assertEquals(EXTENTS - 9, file.allocatedBlocks());
            volume.root().unlink(NAME);
            assertEquals(0, file.allocatedBlocks());
        }
    }

    @Test
    void countFollowsBulkWrites() throws IOException {
        MemoryDevice device = new MemoryDevice();
        try (VolumeBuilder volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("counts")), 6 << 20)) {
            RegularFile file = volume.root().createFile(NAME);
            BulkWriter writer = volume.bulkWriter();
            for (int i = 0; i < EXTENTS; i++) {
                writer.allocate(List.of(new BulkWriter.Piece(file, 2L * i, 1)));
            }
            assertEquals(EXTENTS, file.allocatedBlocks());
            writer.allocate(List.of(new BulkWriter.Piece(file, 2L * EXTENTS, 5)));
            assertEquals(EXTENTS + 5, file.allocatedBlocks());
        }
    }
}
