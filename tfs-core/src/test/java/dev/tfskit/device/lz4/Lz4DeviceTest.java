// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.Seeds;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ReadCountingDevice;
import dev.tfskit.disk.ImageFile;
import dev.tfskit.error.TfsFormatException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Lz4DeviceTest {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    /** Bytes of all kinds: such as cannot be compressed, such as repeat near and far, and long runs of zeros. */
    private static byte[] content(int length, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int count = Math.min(length - at, 1 + random.nextInt(random.nextBoolean() ? 40 : 100_000));
            switch (random.nextInt(3)) {
                case 0 -> {
                    byte[] noise = new byte[count];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, bytes, at, count);
                }
                case 1 -> {
                    int distance = 1 + random.nextInt(Math.min(at + 1, 70_000));
                    for (int i = at; i < at + count; i++) {
                        bytes[i] = i < distance ? 7 : bytes[i - distance];
                    }
                }
                default -> Arrays.fill(bytes, at, at + count, (byte) 0);
            }
            at += count;
        }
        return bytes;
    }

    private byte[] compress(byte[] content, String options) throws Exception {
        Path plain = Files.write(directory.resolve("plain"), content);
        Path compressed = directory.resolve("compressed");
        List<String> words = new ArrayList<>(List.of("-q", "-f"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of(plain.toString(), compressed.toString()));
        HostProgram.LZ4.run(words.toArray());
        return Files.readAllBytes(compressed);
    }

    private static Lz4Device open(byte[] compressed) throws IOException {
        return Lz4Device.open(new MemoryDevice(compressed));
    }

    private static byte[] read(BlockDevice device, long offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        device.read(offset, target);
        return target.array();
    }

    private static byte[] readAll(BlockDevice device) throws IOException {
        return read(device, 0, Math.toIntExact(device.size()));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static void assertReadsAnywhere(byte[] content, byte[] compressed, Random random) throws IOException {
        try (Lz4Device device = open(compressed)) {
            assertEquals(content.length, device.size());
            for (int i = 0; i < 50; i++) {
                int offset = random.nextInt(content.length + 1);
                int length = Math.min(content.length - offset, random.nextInt(random.nextBoolean() ? 100 : 200_000));
                assertArrayEquals(Arrays.copyOfRange(content, offset, offset + length), read(device, offset, length));
            }
            assertArrayEquals(content, readAll(device));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-B4",
                "-B5",
                "-B6",
                "-B7",
                "-B4 -BD",
                "-B7 -BD",
                "-B4 -BX",
                "-B4 -BD -BX",
                "-B4 --content-size",
                "-B4 -BD --content-size",
                "--no-frame-crc -B5",
                "-9 -B4",
                "-9 -B4 -BD"
            })
    void readsWhateverLz4Makes(String options) throws Exception {
        Random random = new Random(options.hashCode());
        for (int length : new int[] {0, 1, 511, 65_000, 64 * KIB, 64 * KIB + 1, 300_000, 5 * MIB + 17}) {
            byte[] content = content(length, length);
            assertReadsAnywhere(content, compress(content, options), random);
        }
    }

    /** Many more blocks than places are kept to start again from. */
    @Test
    void linkedBlocksAreReadInAnyOrder() throws Exception {
        Seeds.repeat(1, random -> {
            byte[] content = content(40 * MIB, random.nextLong());
            try (Lz4Device device = open(compress(content, "-B4 -BD"))) {
                for (int i = 0; i < 60; i++) {
                    int offset = random.nextInt(content.length - 1000);
                    assertArrayEquals(Arrays.copyOfRange(content, offset, offset + 1000), read(device, offset, 1000));
                }
            }
        });
    }

    @Test
    void framesMayFollowEachOtherWithOthersBetweenThemThatAreSkipped() throws Exception {
        byte[] first = content(200_000, 1);
        byte[] second = content(100_000, 2);
        byte[] third = content(150_000, 3);
        byte[] skipped = Hex.bytes("542a4d18 05000000 'hello'");
        byte[] file = concat(
                skipped,
                compress(first, "-B4 -BD"),
                compress(new byte[0], "-B4"),
                skipped,
                compress(second, "-B5 --content-size"),
                compress(third, "-B4 -BD -BX"),
                skipped);
        assertReadsAnywhere(concat(first, second, third), file, new Random(4));
        assertTrue(Lz4Device.isCompressed(new MemoryDevice(file)));
    }

    /** A program that flushes while it writes ends blocks early. */
    @Test
    void blocksMayBeShortAnywhere() throws IOException {
        byte[] content = content(500_000, 5);
        for (boolean sized : new boolean[] {false, true}) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            LZ4FrameOutputStream.FLG.Bits independent = LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE;
            try (LZ4FrameOutputStream frame = sized
                    ? new LZ4FrameOutputStream(
                            file,
                            LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                            content.length,
                            independent,
                            LZ4FrameOutputStream.FLG.Bits.CONTENT_SIZE)
                    : new LZ4FrameOutputStream(file, LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB, independent)) {
                for (int at = 0; at < content.length; at += 30_011) {
                    frame.write(content, at, Math.min(30_011, content.length - at));
                    frame.flush();
                }
            }
            assertReadsAnywhere(content, file.toByteArray(), new Random(6));
        }
    }

    /**
     * Returns a frame of linked blocks, each of which stores so many bytes; an empty block stands before each tenth.
     */
    private static byte[] frameOfSmallBlocks(byte[] content, int blockBytes) {
        ByteBuffer frame = ByteBuffer.allocate(6 * content.length + 100).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(Hex.bytes("04224d18 40 40 c0"));
        for (int at = 0; at < content.length; at += blockBytes) {
            if (at / blockBytes % 10 == 0) {
                frame.putInt(1).put((byte) 0);
            }
            int count = Math.min(blockBytes, content.length - at);
            frame.putInt(count | 0x8000_0000).put(content, at, count);
        }
        return Arrays.copyOf(frame.putInt(0).array(), frame.position());
    }

    @Test
    void manySmallLinkedBlocksAreReadInAnyOrder() throws IOException {
        byte[] content = content(200_000, 21);
        for (int blockBytes : new int[] {1, 7, 1000, 40_000}) {
            assertReadsAnywhere(content, frameOfSmallBlocks(content, blockBytes), new Random(blockBytes));
        }
    }

    @Test
    void smallLinkedBlocksBeforeDamageAreRead() throws IOException {
        byte[] content = content(60_000, 23);
        byte[] frame = frameOfSmallBlocks(content, 10_000);
        // The fourth block claims to be compressed, and is not.
        int fourth = 7 + 5 + 3 * 10_004;
        assertEquals((byte) 0x80, frame[fourth + 3]);
        frame[fourth + 3] = 0;
        Arrays.fill(frame, fourth + Integer.BYTES, fourth + 10_004, (byte) 0xff);
        try (Lz4Device device = open(frame)) {
            assertArrayEquals(Arrays.copyOf(content, 30_000), read(device, 0, 30_000));
            assertThrows(TfsFormatException.class, () -> read(device, 29_999, 2));
            assertArrayEquals(Arrays.copyOfRange(content, 29_000, 30_000), read(device, 29_000, 1000));
        }
    }

    /** A chain of log extensions can lead from the end of an image to its start. */
    @Test
    void smallLinkedBlocksAreNotUnpackedFromAfarWhenTheyAreReadBackwards() throws IOException {
        byte[] content = content(600_000, 22);
        byte[] frame = frameOfSmallBlocks(content, 1);
        ReadCountingDevice file = new ReadCountingDevice(new MemoryDevice(frame));
        try (Lz4Device device = Lz4Device.open(file)) {
            long scanned = file.calls();
            for (int at = content.length - 512; at >= 0; at -= 512) {
                assertArrayEquals(Arrays.copyOfRange(content, at, at + 512), read(device, at, 512));
            }
            assertTrue(file.calls() - scanned < 2 * scanned, file.calls() - scanned + " reads after " + scanned);
        }
    }

    /** Checks that the blocks of 512 bytes in a range cannot be read, and that only the first one reads the file. */
    private static void assertIsLostAtOnce(byte[] compressed, int start, int end) throws IOException {
        ReadCountingDevice file = new ReadCountingDevice(new MemoryDevice(compressed));
        try (Lz4Device device = Lz4Device.open(file)) {
            assertThrows(TfsFormatException.class, () -> read(device, start, 512));
            long reads = file.calls();
            for (int at = start; at < end; at += 512) {
                int offset = at;
                assertThrows(TfsFormatException.class, () -> read(device, offset, 512));
            }
            assertEquals(reads, file.calls());
        }
    }

    @Test
    void segmentsBehindADamagedOneAreLostAtOnce() throws IOException {
        byte[] frame = frameOfSmallBlocks(content(400_000, 24), 40_000);
        // The second block claims to be compressed, and is not.
        int second = 7 + 5 + 40_004;
        assertEquals((byte) 0x80, frame[second + 3]);
        frame[second + 3] = 0;
        Arrays.fill(frame, second + Integer.BYTES, second + 40_004, (byte) 0xff);
        assertIsLostAtOnce(frame, 300_000, 390_000);
    }

    @Test
    void frameThatDoesNotMatchItsChecksumIsLostAtOnce() throws Exception {
        byte[] file = compress(content(60_000, 25), "-B4");
        file[file.length - 1]++;
        assertIsLostAtOnce(file, 0, 50_000);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"-B7", "-B4 -BD", "-B7 --content-size"})
    void largeSparseImageIsReadWithoutUnpackingAll(String options) throws Exception {
        Path plain = directory.resolve("large");
        try (FileChannel channel = FileChannel.open(plain, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 77 * MIB);
            channel.write(ByteBuffer.wrap(new byte[] {9}), 400L * MIB - 1);
        }
        List<String> words = new ArrayList<>(List.of("-q"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of(plain.toString(), plain + ".lz4"));
        HostProgram.LZ4.run(words.toArray());
        try (BlockDevice device = ImageFile.openForReading(Path.of(plain + ".lz4"))) {
            assertEquals(400L * MIB, device.size());
            assertArrayEquals(new byte[] {0, 1, 2, 3, 0}, read(device, 77 * MIB - 1, 5));
            assertArrayEquals(new byte[] {0, 9}, read(device, 400L * MIB - 2, 2));
            assertArrayEquals(new byte[5000], read(device, 3, 5000));
        }
    }

    @Test
    void manyThreadsMayReadAtOnce() throws Exception {
        byte[] content = content(3 * MIB, 8);
        for (String options : List.of("-B4", "-B4 -BD")) {
            try (Lz4Device device = open(compress(content, options));
                    ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                List<Future<?>> done = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Random random = new Random(thread);
                    done.add(threads.submit(() -> {
                        for (int i = 0; i < 200; i++) {
                            int offset = random.nextInt(content.length - 5000);
                            assertArrayEquals(
                                    Arrays.copyOfRange(content, offset, offset + 5000), read(device, offset, 5000));
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

    @Test
    void doesNotReadBehindItsEnd() throws Exception {
        try (Lz4Device device = open(compress(content(1000, 9), "-B4"))) {
            assertThrows(EOFException.class, () -> read(device, 0, 1001));
            assertThrows(EOFException.class, () -> read(device, 1000, 1));
            assertThrows(EOFException.class, () -> read(device, -1, 1));
            assertThrows(EOFException.class, () -> read(device, Long.MAX_VALUE, 1));
            assertEquals(0, read(device, 1000, 0).length);
        }
    }

    @Test
    void cannotBeWritten() throws Exception {
        try (Lz4Device device = open(compress(content(1000, 10), "-B4"))) {
            assertThrows(NonWritableChannelException.class, () -> device.write(0, ByteBuffer.allocate(1)));
            device.force();
        }
    }

    private static TfsFormatException refusal(byte[] compressed) {
        return assertThrows(TfsFormatException.class, () -> readAll(open(compressed)));
    }

    @Test
    void refusesLegacyFormatWithRemedy() throws Exception {
        byte[] legacy = compress(content(1000, 11), "-l");
        assertTrue(Lz4Device.isCompressed(new MemoryDevice(legacy)));
        assertTrue(refusal(legacy).getMessage().contains("compress it without -l"));
    }

    @Test
    void unknownFlagsAreRefusedWithRemedy() {
        assertEquals(
                "an LZ4 frame with the unknown flags 0x80; compress the image with plain lz4",
                refusal(Hex.bytes("04224d18 80 40 00 00000000")).problem());
    }

    @Test
    void refusesFileThatIsCutShortAnywhere() throws Exception {
        for (String options : List.of("-B4 -BD -BX", "-B4 --content-size")) {
            byte[] whole = compress(content(70_000, 12), options);
            for (int length = 1;
                    length < whole.length;
                    length += length < 100 || length > whole.length - 100 ? 1 : 97) {
                refusal(Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void bytesBehindTheLastFrameAreRefused() throws Exception {
        byte[] whole = compress(content(1000, 13), "-B4");
        assertEquals(
                whole.length,
                refusal(concat(whole, Hex.bytes("00000000"))).offset().orElseThrow());
    }

    /** With checksums on everything, each changed bit must show; and nothing but our exception may. */
    @Test
    void noChangedBitGivesWrongContent() throws Exception {
        byte[] content = content(3000, 14);
        for (String options : List.of("-B4 -BX", "-B4 --content-size")) {
            byte[] whole = compress(content, options);
            for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
                byte[] changed = whole.clone();
                changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                try (Lz4Device device = open(changed)) {
                    assertArrayEquals(content, readAll(device), "bit " + bit);
                } catch (TfsFormatException expected) {
                    continue;
                }
            }
        }
    }

    @Test
    void damageAlwaysThrowsTfsFormatException() throws Exception {
        byte[] independent = compress(content(200_000, 15), "-B4 --no-frame-crc");
        byte[] linked = compress(content(200_000, 16), "-B4 -BD --no-frame-crc --content-size");
        Seeds.repeat(300, random -> {
            byte[] changed = (random.nextBoolean() ? independent : linked).clone();
            for (int i = random.nextInt(20); i >= 0; i--) {
                int place = random.nextBoolean() ? random.nextInt(changed.length) : random.nextInt(200);
                changed[place] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
            }
            try (Lz4Device device = open(changed)) {
                for (long at = 0; at < device.size(); at += 1000) {
                    readTolerantly(device, at);
                }
            } catch (TfsFormatException damage) {
                assertTrue(damage.offset().isPresent(), damage::toString);
            }
        });
    }

    private static void readTolerantly(BlockDevice device, long at) throws IOException {
        try {
            read(device, at, 1);
        } catch (TfsFormatException damage) {
            assertTrue(damage.offset().isPresent(), damage::toString);
        }
    }

    /** The frame has three blocks; the second one is spoilt. */
    @Test
    void damageInOneBlockLeavesTheOthers() throws Exception {
        byte[] content = content(150_000, 17);
        byte[] file = compress(content, "-B4 --no-frame-crc");
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int second = 7 + Integer.BYTES + (words.getInt(7) & Integer.MAX_VALUE);
        assertTrue(words.getInt(second) > 0, "the block is not compressed");
        // A first length that goes on and on.
        Arrays.fill(
                file,
                second + Integer.BYTES,
                second + Integer.BYTES + (words.getInt(second) & Integer.MAX_VALUE),
                (byte) 0xff);
        try (Lz4Device device = open(file)) {
            assertEquals(content.length, device.size());
            assertArrayEquals(Arrays.copyOf(content, 64 * KIB), read(device, 0, 64 * KIB));
            assertArrayEquals(
                    Arrays.copyOfRange(content, 128 * KIB, content.length),
                    read(device, 128 * KIB, content.length - 128 * KIB));
            TfsFormatException damage = assertThrows(TfsFormatException.class, () -> read(device, 64 * KIB, 1));
            long place = damage.offset().orElseThrow();
            assertTrue(place > second && place <= second + 64 * KIB, damage::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04224d18 60 40 82 01000100",
                "04224d18 60 40 82 ffffffff",
                "04224d18 60 40 82 ffffff7f",
                "04224d18 68 40 ffffffffffffff7f ed 01000080 00 00000000",
                "04224d18 68 40 ffffffffffffffff 00",
                "04224d18 80 40 00 00000000",
                "04224d18 62 40 00 00000000",
                "04224d18 61 40 00000000 00 00000000",
                "04224d18 60 00 00 00000000",
                "04224d18 60 ff 00 00000000",
                "502a4d18 ffffffff",
                "04224d18"
            })
    void sizesInHeadersReserveNoMemory(String hex) {
        AllocatedBytes allocated = AllocatedBytes.start();
        refusal(Hex.bytes(hex));
        assertTrue(allocated.count() < 5 * MIB, allocated.count() + " bytes allocated");
    }

    /** Each of the frames is as short as can be, and each block too. */
    @Test
    void emptyBlocksAreAccepted() throws IOException {
        byte[] empty = Hex.bytes("04224d18 60 40 82 01000000 00 01000000 00 00000000");
        byte[][] frames = new byte[1000][];
        Arrays.fill(frames, empty);
        try (Lz4Device device = open(concat(frames))) {
            assertEquals(0, device.size());
        }
    }
}
