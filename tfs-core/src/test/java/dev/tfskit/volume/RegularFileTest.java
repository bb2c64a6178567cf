// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static dev.tfskit.volume.HandMadeVolume.DATA_START;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegularFileTest {

    private static final int BLOCK = 512;

    /** The file of a volume that has 100 data blocks from block 65 on. */
    private static RegularFile file(String attributes) throws IOException {
        Volume volume = HandMadeVolume.open("(children:(f:(" + attributes + ")))");
        return (RegularFile) volume.root().find(Symbol.of("f")).orElseThrow();
    }

    private static byte[] read(RegularFile file, long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        int count = file.read(position, target);
        assertEquals(count, target.position());
        return Arrays.copyOf(target.array(), count);
    }

    /** Bytes as they are on the volume. */
    private static byte[] data(long block, int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = HandMadeVolume.byteAt(block * BLOCK + from + i);
        }
        return bytes;
    }

    @Test
    void readsFromItsExtent() throws IOException {
        RegularFile file = file("filelength:1000 extents:(0:(offset:70 length:2 allocated:2))");
        assertEquals(1000, file.length());
        assertArrayEquals(data(70, 0, 1000), read(file, 0, 2000));
        assertArrayEquals(data(70, 510, 4), read(file, 510, 4));
    }

    @Test
    void blocksWithoutAnExtentReadAsZeros() throws IOException {
        RegularFile file = file("filelength:2048 extents:(1:(offset:70 length:1 allocated:1))");
        byte[] expected = new byte[2048];
        System.arraycopy(data(70, 0, BLOCK), 0, expected, BLOCK, BLOCK);
        assertArrayEquals(expected, read(file, 0, 3000));
    }

    @Test
    void preallocatedExtentReadsAsZeros() throws IOException {
        RegularFile file = file("filelength:1024 extents:(0:(offset:70 length:2 allocated:2 uninited:x))");
        assertArrayEquals(new byte[1024], read(file, 0, 1024));
        assertEquals(List.of(), file.dataRuns());
    }

    @Test
    void blocksThatAreOnlyAllocatedAreNoPartOfTheFile() throws IOException {
        RegularFile file = file("filelength:1024 extents:(0:(offset:70 length:1 allocated:5))");
        assertArrayEquals(new byte[BLOCK], read(file, BLOCK, BLOCK));
    }

    @Test
    void noByteBehindItsLengthIsRead() throws IOException {
        RegularFile file =
                file("filelength:700 extents:(0:(offset:70 length:4 allocated:4) 8:(offset:80 length:1 allocated:1))");
        assertEquals(700, read(file, 0, 4096).length);
        assertEquals(1, read(file, 699, 10).length);
        assertEquals(0, read(file, 700, 10).length);
        assertEquals(0, read(file, 1L << 62, 10).length);
        assertEquals(List.of(new RegularFile.DataRun(0, 70 * BLOCK, 700)), file.dataRuns());
    }

    @Test
    void onlyTheRoomLeftInABufferIsFilled() throws IOException {
        RegularFile file = file("filelength:1000 extents:(0:(offset:70 length:2 allocated:2))");
        ByteBuffer target = ByteBuffer.allocate(10).position(2).limit(6);
        assertEquals(4, file.read(100, target));
        byte[] expected = new byte[10];
        System.arraycopy(data(70, 100, 4), 0, expected, 2, 4);
        assertArrayEquals(expected, target.array());
        assertEquals(6, target.limit());
    }

    @Test
    void failedReadRestoresLimitOfBuffer() throws IOException {
        MemoryDevice device = HandMadeVolume.device(
                HandMadeVolume.tuple("(children:(f:(filelength:1000 extents:(0:(offset:70 length:2 allocated:2)))))"),
                100);
        RegularFile file = (RegularFile) Volume.open(new FilterDevice<>(device) {
                    @Override
                    public void read(long offset, ByteBuffer target) throws IOException {
                        if (offset >= 70 * BLOCK) {
                            throw new IOException("failed");
                        }
                        super.read(offset, target);
                    }
                })
                .root()
                .find(Symbol.of("f"))
                .orElseThrow();
        ByteBuffer target = ByteBuffer.allocate(2000);
        assertThrows(IOException.class, () -> file.read(0, target));
        assertEquals(2000, target.limit());
    }

    @Test
    void neighboursOnTheVolumeAreOneRun() throws IOException {
        RegularFile file = file("filelength:99999 extents:(0:(offset:70 length:2 allocated:2)"
                + " 2:(offset:72 length:1 allocated:1) 3:(offset:80 length:1 allocated:1) 5:(offset:81 "
                + "length:1 allocated:1))");
        assertEquals(
                List.of(
                        new RegularFile.DataRun(0, 70 * BLOCK, 3 * BLOCK),
                        new RegularFile.DataRun(3 * BLOCK, 80 * BLOCK, BLOCK),
                        new RegularFile.DataRun(5 * BLOCK, 81 * BLOCK, BLOCK)),
                file.dataRuns());
    }

    @Test
    void missingAttributesMakeAnEmptyFileOrOneHole() throws IOException {
        assertEquals(0, file("extents:(0:(offset:70 length:2 allocated:2))").length());
        assertArrayEquals(new byte[600], read(file("filelength:600 extents:()"), 0, 1000));
        assertArrayEquals(new byte[600], read(file("filelength:600"), 0, 1000));
    }

    @Test
    void readsTheBlocksOfItsExtents() throws Exception {
        Seeds.repeat(60, RegularFileTest::readRandomly);
    }

    private static void readRandomly(Random random) throws IOException {
        int blocks = 30;
        byte[] model = new byte[blocks * BLOCK];
        Tuple extents = new Tuple();
        int fileBlock = random.nextInt(3);
        while (fileBlock < blocks) {
            int length = Math.min(random.nextInt(5), blocks - fileBlock);
            int start = DATA_START + random.nextInt(90);
            Extent extent = new Extent(fileBlock, start, length, length + random.nextInt(3), random.nextInt(4) == 0);
            extents.set(extent.key(), extent.toTuple());
            if (!extent.uninitialised()) {
                System.arraycopy(data(start, 0, length * BLOCK), 0, model, fileBlock * BLOCK, length * BLOCK);
            }
            fileBlock += Math.max(1, length) + random.nextInt(3);
        }
        int length = random.nextInt(model.length + 1);
        Tuple inode = new Tuple();
        inode.set(Attributes.EXTENTS, extents);
        inode.set(Attributes.FILE_LENGTH, Int.of(length));
        Tuple children = new Tuple();
        children.set(Symbol.of("f"), inode);
        Tuple root = new Tuple();
        root.set(Attributes.CHILDREN, children);
        RegularFile file = (RegularFile) Volume.open(HandMadeVolume.device(root, 100))
                .root()
                .find(Symbol.of("f"))
                .orElseThrow();
        FileContent content = file.content();
        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(model.length + 10);
            int wanted = random.nextInt(3000);
            int start = Math.min(from, length);
            byte[] expected = Arrays.copyOfRange(model, start, Math.max(start, Math.min(length, from + wanted)));
            assertArrayEquals(expected, read(file, from, wanted));
            ByteBuffer target = ByteBuffer.allocate(wanted);
            assertEquals(expected.length, content.read(from, target));
            assertArrayEquals(expected, Arrays.copyOf(target.array(), target.position()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x:(offset:70 length:1 allocated:1)    | whose name is not a possible block number",
                "-1:(offset:70 length:1 allocated:1)   | whose name is not a possible block number",
                "18014398509481984:(offset:70 length:1 allocated:1) | whose name is not a possible block number",
                "0:70                                  | is not a tuple",
                "0:[70]                                | is not a tuple",
                "0:()                                  | has no valid offset",
                "0:(length:1 allocated:1)              | has no valid offset",
                "0:(offset:70 allocated:1)             | has no valid length",
                "0:(offset:70 length:1)                | has no valid allocated",
                "0:(offset:x length:1 allocated:1)     | has no valid offset",
                "0:(offset:70 length:9223372036854775808 allocated:1) | has no valid length",
                "0:(offset:70 length:1 allocated:())   | has no valid allocated",
                "0:(offset:70 length:2 allocated:1)    | covers 2 blocks and owns only 1",
                "0:(offset:165 length:1 allocated:1)   | has 1 block from block 165 of a volume of 165",
                "0:(offset:164 length:1 allocated:2)   | has 2 blocks from block 164 of a volume of 165",
                "0:(offset:9223372036854775807 length:1 allocated:1) | of a volume of 165",
                "0:(offset:1 length:1 allocated:9223372036854775807) | of a volume of 165",
                "0:(offset:70 length:2 allocated:2) 1:(offset:80 length:1 allocated:1) | at blocks 0 and 1 of "
                        + "the file overlap",
                "0:(offset:70 length:1 allocated:1) 00:(offset:80 length:1 allocated:1) | at blocks 0 and 0 of "
                        + "the file overlap"
            })
    void refusesDamagedExtent(String extents, String problem) throws IOException {
        RegularFile file = file("filelength:10 extents:(" + extents + ")");
        for (TfsFormatException refusal : List.of(
                assertThrows(TfsFormatException.class, file::extents),
                assertThrows(TfsFormatException.class, () -> file.read(0, ByteBuffer.allocate(1))))) {
            assertTrue(refusal.getMessage().contains(problem), refusal::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"\"", "[70]"})
    void extentsThatAreNotATupleAreRefused(String extents) throws IOException {
        RegularFile file = file("filelength:10 extents:" + extents);
        for (TfsFormatException refusal : List.of(
                assertThrows(TfsFormatException.class, file::extents),
                assertThrows(TfsFormatException.class, () -> file.read(0, ByteBuffer.allocate(1))))) {
            assertEquals("the extents of the file are not a tuple", refusal.getMessage());
        }
    }

    @Test
    void lastBlockOfVolumeCanBeOwned() throws IOException {
        RegularFile file =
                file("filelength:10 extents:(0:(offset:164 length:1 allocated:1) 5:(offset:165 length:0 allocated:0))");
        assertArrayEquals(data(164, 0, 10), read(file, 0, 10));
    }

    @Test
    void intactExtentsAreStillFound() throws IOException {
        RegularFile file = file("extents:(0:(offset:70 length:2 allocated:2) 1:(offset:80 length:1 allocated:1)"
                + " 2:(offset:900 length:1 allocated:1) 3:(offset:90 length:1 allocated:1))");
        List<TfsFormatException> damages = new ArrayList<>();
        assertEquals(
                List.of(0L, 3L),
                file.readableExtents(damages::add).stream()
                        .map(Extent::fileBlock)
                        .toList());
        assertEquals(2, damages.size());
    }

    /** Each extent or part is its first block of the file and its length. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0:(offset:70 length:500 allocated:500) 8:(offset:80 length:8 allocated:8) | 0+8 8+8 | 1",
                "0:(offset:70 length:500 allocated:8) 8:(offset:80 length:8 allocated:8)   | 0+8 8+8 | 1",
                "0:(offset:70 length:500 allocated:4) 8:(offset:80 length:8 allocated:8)   | 0+4 8+8 | 1",
                "0:(offset:70 length:8 allocated:500) 8:(offset:80 length:8 allocated:8)   | 0+8 8+8 | 1",
                "0:(offset:70 length:8 allocated:500) 4:(offset:80 length:8 allocated:8)   | 0+4 4+8 | 1",
                "0:(offset:70 length:8 allocated:8) 4:(offset:80 length:9 allocated:500)   | 0+8     | 2",
                "0:(offset:70 length:500 allocated:500) 3:(offset:80 length:500 allocated:500) | 0+3 3+85 | 2",
                "0:(offset:900 length:8 allocated:8) 8:(offset:80 length:8 allocated:8)    | 0+0 8+8 | 1",
                "0:(offset:70 length:9223372036854775807 allocated:9223372036854775807)    | 0+95    | 1",
            })
    void partOfDamagedExtentEndsAtTheNextExtent(String extents, String expected, int damaged) throws IOException {
        List<TfsFormatException> damages = new ArrayList<>();
        assertEquals(
                expected,
                file("extents:(" + extents + ")").readablePartsOfExtents(damages::add).stream()
                        .map(extent -> extent.fileBlock() + "+" + extent.length())
                        .collect(Collectors.joining(" ")));
        assertEquals(damaged, damages.size(), damages::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-5", "()", "[1]", "9223372036854775808", "1e3"})
    void refusesLengthThatIsNoNumber(String length) throws IOException {
        RegularFile file = file("filelength:" + length);
        assertThrows(TfsFormatException.class, file::length);
    }

    @Test
    void acceptsEnormousLength() throws IOException {
        RegularFile file = file("filelength:9223372036854775807 extents:(0:(offset:70 length:1 allocated:1))");
        assertEquals(Long.MAX_VALUE, file.length());
        assertArrayEquals(new byte[] {0}, read(file, Long.MAX_VALUE - 1, 10));
    }

    @Test
    void negativeLengthIsIllegalArgument() throws IOException {
        VolumeBuilder volume = Volume.create(new MemoryDevice(), new Identity(new UUID(1, 2), Label.of("")));
        RegularFile file = volume.root().createFile(Symbol.of("f"));
        assertThrows(IllegalArgumentException.class, () -> volume.setLength(file, -1));
    }
}
