// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkWriterTest {

    private final MemoryDevice device = new MemoryDevice();
    private VolumeBuilder volume;
    private BulkWriter writer;

    @BeforeEach
    void create() throws IOException {
        volume = Volume.create(device, new Identity(new UUID(1, 2), Label.of("")));
        writer = volume.bulkWriter();
    }

    @AfterEach
    void check() throws IOException {
        Checks.assertCommitsSound(volume, device);
    }

    private RegularFile file(String name) throws IOException {
        return volume.root().createFile(Symbol.of(name));
    }

    private static BulkWriter.Piece piece(RegularFile file, long fileBlock, long blocks) {
        return new BulkWriter.Piece(file, fileBlock, blocks);
    }

    @Test
    void piecesLieOneBehindTheOther() throws IOException {
        RegularFile a = file("a");
        RegularFile b = file("b");
        long block = writer.allocate(List.of(piece(a, 0, 3), piece(b, 0, 1), piece(b, 5, 2)))
                        .getFirst()
                        .start()
                / 512;
        assertEquals(List.of(new Extent(0, block, 3, 3, false)), a.extents());
        assertEquals(
                List.of(new Extent(0, block + 3, 1, 1, false), new Extent(5, block + 4, 2, 2, false)), b.extents());
    }

    @Test
    void adjacentPieceLengthensExtent() throws IOException {
        RegularFile a = file("a");
        long block = writer.allocate(List.of(piece(a, 0, 3))).getFirst().start() / 512;
        writer.allocate(List.of(piece(a, 3, 4), piece(a, 7, 1)));
        assertEquals(List.of(new Extent(0, block, 8, 8, false)), a.extents());
    }

    @Test
    void pieceBehindOtherFileBeginsNewExtent() throws IOException {
        RegularFile a = file("a");
        RegularFile b = file("b");
        long block = writer.allocate(List.of(piece(a, 0, 3), piece(b, 0, 1), piece(a, 3, 2)))
                        .getFirst()
                        .start()
                / 512;
        assertEquals(List.of(new Extent(0, block, 3, 3, false), new Extent(3, block + 4, 2, 2, false)), a.extents());
    }

    /** The first piece leaves an extent that is nearly, exactly or more than full. */
    @ParameterizedTest
    @ValueSource(longs = {1, 65_535, 65_536, 65_537, 131_072, 200_000})
    void noExtentIsLongerThan32MiB(long first) throws IOException {
        RegularFile file = file("a");
        long block = writer.allocate(List.of(piece(file, 0, first))).getFirst().start() / 512;
        writer.allocate(List.of(piece(file, first, 1)));
        writer.allocate(List.of(piece(file, first + 1, 100_000)));
        List<Extent> extents = file.extents();
        List<Extent> expected = new ArrayList<>();
        long total = first + 1 + 100_000;
        for (long at = 0; at < total; at += Extent.MAX_BLOCKS) {
            long length = Math.min(Extent.MAX_BLOCKS, total - at);
            expected.add(new Extent(at, block + at, length, length, false));
        }
        assertEquals(expected, extents);
    }

    @Test
    void noBlockIsGivenTwice() throws IOException {
        RegularFile a = file("a");
        long end = 0;
        for (int i = 0; i < 50; i++) {
            long start = writer.allocate(List.of(piece(a, i * 10L, 1 + i % 7)))
                    .getFirst()
                    .start();
            assertTrue(start >= end, "place " + i);
            end = start + (1 + i % 7) * 512L;
        }
        assertEquals(end, volume.endOfUse() * 512);
    }

    @Test
    void dataLiesBehindTheLogAndTheRoomItNeedsToGrow() throws IOException {
        assertEquals(
                3073,
                writer.allocate(List.of(piece(file("a"), 0, 1))).getFirst().start() / 512);
    }

    @Test
    void fileReadsTheWrittenBytes() throws IOException {
        RegularFile file = file("a");
        volume.setLength(file, 600);
        byte[] blocks = new byte[1024];
        Arrays.fill(blocks, 0, 600, (byte) 7);
        writer.write(writer.allocate(List.of(piece(file, 0, 2))), ByteBuffer.wrap(blocks));
        ByteBuffer target = ByteBuffer.allocate(600);
        assertEquals(600, file.read(0, target));
        assertArrayEquals(Arrays.copyOf(blocks, 600), target.array());
    }

    @Test
    void filesOfOtherVolumesAreRefused() throws IOException {
        VolumeBuilder other = Volume.create(new MemoryDevice(), new Identity(new UUID(1, 2), Label.of("")));
        RegularFile theirs = other.root().createFile(Symbol.of("theirs"));
        assertThrows(IllegalArgumentException.class, () -> writer.allocate(List.of(piece(theirs, 0, 1))));
        assertThrows(IllegalArgumentException.class, () -> volume.setLength(theirs, 5));
        assertEquals(0, theirs.length());
        assertEquals(List.of(), theirs.extents());
    }
}
