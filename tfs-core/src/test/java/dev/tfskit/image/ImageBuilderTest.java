// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.io.ByteRange;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.source.Content;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.SymbolicLink;
import dev.tfskit.volume.Tuples;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageBuilderTest {

    private static final int BLOCK = 512;
    private static final int KIB_512 = 512 << 10;
    private static final int MIB = 1 << 20;
    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of("data"));

    private final List<Notice> notices = new ArrayList<>();
    private final ImageBuilder builder = new ImageBuilder(IDENTITY, notices::add);

    private Volume build(TreeSource source) throws IOException {
        MemoryDevice device = new MemoryDevice();
        builder.build(() -> device, List.of(source));
        Checks.assertSound(device);
        return Volume.open(device);
    }

    private static Inode find(Volume volume, String... names) throws IOException {
        Inode at = volume.root();
        for (String name : names) {
            at = assertInstanceOf(Directory.class, at).find(Symbol.of(name)).orElseThrow();
        }
        return at;
    }

    private static RegularFile file(Volume volume, String name) throws IOException {
        return assertInstanceOf(RegularFile.class, find(volume, name));
    }

    private static byte[] content(RegularFile file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) file.length());
        assertEquals(target.capacity(), file.read(0, target));
        return target.array();
    }

    /** Bytes without a zero among them. */
    private static byte[] data(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 255 + 1);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1023, 1024, 4096, 70_001, 70_002, MIB - 1, MIB, MIB + 1, 3 * MIB + 77})
    void fileOfAnySizeIsReadBack(int size) throws IOException {
        Volume volume = build(new ListSource()
                .file("before", 5, new MemoryContent(data(5)))
                .file("file", size, new MemoryContent(data(size)))
                .file("behind", 5, new MemoryContent(data(5))));
        assertArrayEquals(data(size), content(file(volume, "file")));
        assertArrayEquals(data(5), content(file(volume, "before")));
        assertArrayEquals(data(5), content(file(volume, "behind")));
        assertEquals(List.of(), notices);
    }

    @Test
    void restOfLastBlockOfFileIsZero() throws IOException {
        MemoryDevice device = new MemoryDevice();
        builder.build(
                () -> device,
                List.of(new ListSource()
                        .file("a", 2000, new MemoryContent(data(2000)))
                        .file("b", 5, new MemoryContent(data(5)))));
        Checks.assertSound(device);
        RegularFile small = file(Volume.open(device), "b");
        int offset = (int) small.extents().getFirst().startBlock() * BLOCK;
        byte[] block = Arrays.copyOfRange(device.toByteArray(), offset, offset + BLOCK);
        assertArrayEquals(Arrays.copyOf(data(5), BLOCK), block);
    }

    @Test
    void emptyFileHasNoExtentsAndIsNotOpened() throws IOException {
        Volume volume = build(new ListSource().file("empty", 0, Path.of("missing")));
        assertEquals(0, file(volume, "empty").length());
        assertEquals(List.of(), file(volume, "empty").extents());
    }

    /** Blocks of data are x, blocks of zeros 0; the last block is not whole. */
    @ParameterizedTest
    @CsvSource({
        "0,                     ''",
        "00000000000000000000,  ''",
        "xx00000000xx,          0+2 10+2",
        "xx0000000xx,           0+11",
        "00000000x,             8+1",
        "x000000000,            0+1"
    })
    void longRunsOfZerosBecomeHoles(String blocks, String expected) throws IOException {
        byte[] bytes = new byte[blocks.length() * BLOCK - 100];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (blocks.charAt(i / BLOCK) == 'x' ? 1 : 0);
        }
        RegularFile file = file(build(new ListSource().file("file", bytes.length, new MemoryContent(bytes))), "file");
        assertEquals(expected, extents(file));
        assertArrayEquals(bytes, content(file));
    }

    private static String extents(RegularFile file) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Extent extent : file.extents()) {
            texts.add(extent.fileBlock() + "+" + extent.length());
        }
        return String.join(" ", texts);
    }

    @Test
    void holesThatTheSourceKnowsTakeNoBlocks() throws IOException {
        byte[] bytes = new byte[5 * MIB];
        Arrays.fill(bytes, 2 * MIB, 2 * MIB + 1000, (byte) 1);
        Content sparse = new MemoryContent(bytes, Optional.of(List.of(new ByteRange(2 * MIB, 2 * MIB + 1024))));
        RegularFile file = file(build(new ListSource().file("file", bytes.length, sparse)), "file");
        assertEquals("4096+2", extents(file));
        assertArrayEquals(bytes, content(file));
    }

    @Test
    void hugeSparseFileTakesNoBlocks(@TempDir Path directory) throws IOException {
        long size = 5L << 30;
        Path sparse = directory.resolve("sparse");
        try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(data(1000)), 3L << 30);
            channel.write(ByteBuffer.wrap(data(3)), size - 3);
        }
        MemoryDevice device = new MemoryDevice();
        builder.build(
                () -> device,
                List.of(new DirectorySource(
                        directory, DirectorySelection.usual().with(Excludes.NONE), notices::add)));
        Checks.assertSound(device);
        assertTrue(device.size() < 4 * MIB, device.size() + " bytes");
        RegularFile file = file(Volume.open(device), "sparse");
        assertEquals(size, file.length());
        assertRead(data(1000), file, 3L << 30);
        assertRead(data(3), file, size - 3);
        assertRead(new byte[100], file, 1L << 30);
    }

    private static void assertRead(byte[] expected, RegularFile file, long position) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(expected.length);
        file.read(position, target);
        assertArrayEquals(expected, target.array());
    }

    @Test
    void imageIsTheSameForAnyNumberOfThreads() throws Exception {
        Seeds.repeat(2, random -> {
            List<byte[]> contents = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                contents.add(randomContent(random));
            }
            byte[] expected = image(contents, 1);
            for (int threads = 2; threads <= 4; threads++) {
                // Not assertArrayEquals: it takes seconds for so many bytes.
                assertTrue(Arrays.equals(expected, image(contents, threads)), threads + " threads");
            }
        });
    }

    /** Mostly small, some of several loads, with data and zeros in runs. */
    private static byte[] randomContent(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3 * MIB : 20_000)];
        for (int from = 0; from < bytes.length; from += 3000) {
            if (random.nextBoolean()) {
                Arrays.fill(bytes, from, Math.min(bytes.length, from + 3000), (byte) random.nextInt());
            }
        }
        return bytes;
    }

    private static byte[] image(List<byte[]> contents, int threads) throws IOException {
        ListSource source = new ListSource();
        for (int i = 0; i < contents.size(); i++) {
            source.file("file " + i, contents.get(i).length, new MemoryContent(contents.get(i)));
        }
        MemoryDevice device = new MemoryDevice();
        new ImageBuilder(IDENTITY, _ -> {}).threads(threads).build(() -> device, List.of(source));
        Checks.assertSound(device);
        Volume volume = Volume.open(device);
        for (int i = 0; i < contents.size(); i++) {
            assertArrayEquals(contents.get(i), content(file(volume, "file " + i)));
        }
        return device.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1500", "512, 513", "1048576, 1048577", "2097152, 3000000"})
    void fileThatGrewKeepsLengthItHad(int before, int now) throws IOException {
        Volume volume = build(new ListSource().file("file", before, new MemoryContent(data(now))));
        assertArrayEquals(data(before), content(file(volume, "file")));
        assertEquals(1, notices.size());
        assertTrue(
                notices.getFirst()
                        .text()
                        .contains("grew while it was read; the image has its first " + before + " bytes"),
                notices::toString);
    }

    @ParameterizedTest
    @CsvSource({"1500, 1000", "513, 512", "512, 0", "1048577, 1048576", "3000000, 2097152", "5000000, 100"})
    void fileThatShrankEndsAtItsNewEnd(int before, int now) throws IOException {
        Volume volume = build(new ListSource()
                .file("file", before, new MemoryContent(data(now)))
                .file("next", 5, new MemoryContent(data(5))));
        assertArrayEquals(data(now), content(file(volume, "file")));
        assertArrayEquals(data(5), content(file(volume, "next")));
        assertEquals(1, notices.size());
        assertTrue(
                notices.getFirst().text().contains("shrank while it was read; the image has " + now + " bytes of it"),
                notices::toString);
    }

    @Test
    void namesHostFileThatChanged(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("file"), data(100));
        build(new ListSource().file("file", 50, file));
        assertEquals(file.toString(), notices.getFirst().subject());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void namesFileThatIsGone(int threads, @TempDir Path directory) throws IOException {
        ListSource source = new ListSource();
        Content content = new MemoryContent(data(MIB));
        for (int i = 0; i < 40; i++) {
            source.file("file " + i, MIB, content);
            if (i == 20) {
                source.file("gone", 10, directory.resolve("gone"));
            }
        }
        builder.threads(threads);
        NoSuchFileException error = assertThrows(NoSuchFileException.class, () -> build(source));
        assertEquals(directory.resolve("gone").toString(), error.getFile());
    }

    /** A device that takes so many bytes; the failure may come to the thread that copies or to the one that commits. */
    private static final class FullDevice extends FilterDevice<MemoryDevice> implements ResizableDevice {

        private final IOException full = new IOException("full");
        private final long limit;

        FullDevice(long limit) {
            super(new MemoryDevice());
            this.limit = limit;
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            if (offset + source.remaining() > limit) {
                throw full;
            }
            super.write(offset, source);
        }

        @Override
        public void resize(long bytes) throws IOException {
            device().resize(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "1, 3000000", "2, 3000000", "4, 3000000", "4, 10000000"})
    void failingDeviceEndsBuild(int threads, long limit) {
        ListSource source = new ListSource();
        Content content = new MemoryContent(data(MIB));
        for (int i = 0; i < 40; i++) {
            source.file("file " + i, MIB, content);
        }
        FullDevice device = new FullDevice(limit);
        builder.threads(threads);
        IOException thrown = assertThrows(IOException.class, () -> builder.build(() -> device, List.of(source)));
        // A thread that comes after the failure has an exception of its own, of which this is the cause.
        assertSame(device.full, thrown == device.full ? thrown : thrown.getCause());
    }

    /** A device that reports writes after its end. */
    private static final class WatchedDevice extends FilterDevice<MemoryDevice> implements ResizableDevice {

        private final AtomicBoolean isOurs = new AtomicBoolean();
        private final AtomicBoolean touched = new AtomicBoolean();

        WatchedDevice() {
            super(new MemoryDevice());
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            touched.compareAndSet(false, isOurs.get());
            super.write(offset, source);
        }

        @Override
        public void resize(long bytes) throws IOException {
            device().resize(bytes);
        }
    }

    @Test
    @Timeout(60)
    void failedBuildEndsThoughSourceBlocksAndLeavesDeviceAlone() throws Exception {
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        MemoryContent bytes = new MemoryContent(data(MIB));
        Content blocking = new Content() {
            @Override
            public Reader open() throws IOException {
                reader.complete(Thread.currentThread());
                isReading.countDown();
                boolean waits = true;
                while (waits) {
                    try {
                        mayGoOn.await();
                        waits = false;
                    } catch (InterruptedException e) {
                        // A host may not answer to that either.
                    }
                }
                return bytes.open();
            }

            @Override
            public Optional<List<ByteRange>> dataRanges() {
                return Optional.empty();
            }
        };
        IOException reason = new IOException("unreadable");
        ListSource files = new ListSource().file("blocks", MIB, blocking).file("other", MIB, bytes);
        TreeSource source = () -> {
            Optional<SourceEntry> next = files.next();
            if (next.isEmpty()) {
                try {
                    isReading.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw reason;
            }
            return next;
        };
        WatchedDevice device = new WatchedDevice();
        builder.threads(2);
        assertSame(reason, assertThrows(IOException.class, () -> builder.build(() -> device, List.of(source))));
        device.isOurs.set(true);
        mayGoOn.countDown();
        assertTrue(reader.get().join(Duration.ofMinutes(1)), "the reader does not end");
        assertFalse(device.touched.get());
    }

    @Test
    void failingSourceEndsBuild() {
        IllegalStateException bug = new IllegalStateException("a bug");
        Content broken = new Content() {
            @Override
            public Reader open() {
                throw bug;
            }

            @Override
            public Optional<List<ByteRange>> dataRanges() {
                return Optional.empty();
            }
        };
        IOException error = assertThrows(IOException.class, () -> build(new ListSource().file("file", 10, broken)));
        assertSame(bug, error.getCause());
    }

    @Test
    void imageHoldsEntryOfEachKind() throws IOException {
        SourceEntry.Metadata metadata = new SourceEntry.Metadata(
                new Permissions(0751, 5, 6), Instant.ofEpochSecond(7, 8), Map.of(Symbol.of("user.x"), Text.of("y")));
        Volume volume = build(new ListSource()
                .add(new SourceEntry.Directory(TreePath.ROOT, metadata))
                .add(new SourceEntry.Directory(ListSource.path("d"), metadata))
                .add(new SourceEntry.File(ListSource.path("d", "f"), metadata, 3, new MemoryContent(data(3))))
                .add(new SourceEntry.Link(ListSource.path("d", "l"), metadata, Text.wrap(new byte[] {(byte) 0xff})))
                .add(new SourceEntry.Socket(ListSource.path("s"), metadata))
                .add(new SourceEntry.HardLink(ListSource.path("h"), ListSource.path("d", "f"))));
        for (Inode inode : List.of(
                volume.root(), find(volume, "d"), find(volume, "d", "f"), find(volume, "d", "l"), find(volume, "s"))) {
            assertEquals(new Permissions(0751, 5, 6), inode.permissions());
            assertEquals(Instant.ofEpochSecond(7, 8), inode.modified());
            assertEquals(Map.of(Symbol.of("user.x"), Text.of("y")), inode.extendedAttributes());
        }
        assertEquals(find(volume, "d", "f"), find(volume, "h"));
        assertEquals(2, find(volume, "h").linkCount());
        assertEquals(
                Text.wrap(new byte[] {(byte) 0xff}),
                assertInstanceOf(SymbolicLink.class, find(volume, "d", "l")).target());
    }

    @Test
    void summaryCountsEntriesAndBytes() throws IOException {
        MemoryDevice device = new MemoryDevice();
        ImageBuilder.Built built = builder.build(
                () -> device,
                List.of(new ListSource()
                        .directory("d")
                        .file("a", 10, new MemoryContent(data(10)))
                        .file("b", 20, new MemoryContent(data(20)))
                        .link("l", "a")
                        .hardLink("h", "a")));
        assertEquals(5, built.summary().entries());
        assertEquals(30, built.summary().fileBytes());
        Checks.assertSound(device);
    }

    /** The end of use of a volume without data is block 3073, where data would begin. */
    @ParameterizedTest
    @CsvSource({"0, 2621440", "1, 2621440", "2097152, 2621440", "2097153, 3145728", "100000000, 100663296"})
    void imageIsRoundedUpWithRoomForLog(long wanted, long expected) throws IOException {
        MemoryDevice device = new MemoryDevice();
        ImageBuilder.Built built = builder.size(new ImageSize.AtLeast(wanted)).build(() -> device, List.of());
        assertEquals(expected, built.summary().imageBytes());
        assertEquals(expected, device.size());
        assertEquals(0, expected % KIB_512);
        Checks.assertSound(device);
        assertEquals(List.of(), Volume.open(device).root().entries());
    }

    @Test
    void rootAttributesAreSet() throws IOException {
        builder.rootAttribute(Symbol.of("trace"), Text.of("/a"))
                .rootAttribute(Symbol.of("trace"), Text.of("/b"))
                .rootAttribute(Symbol.of("arguments"), VectorValue.of(List.of(Text.of("/b"), Text.of("x"))));
        Volume configured = build(new ListSource().directory("d"));
        assertEquals(
                "(arguments:[\"%2fb\" \"x\" ] "
                        + "children:(d:(children:() mtime:0 posix%2eperm:\"0644%200%200\" ) ) "
                        + "trace:\"%2fb\" )",
                Canonical.text(Tuples.of(configured.root())));
        assertEquals(IDENTITY, configured.identity());
    }

    @Test
    void timeOutOfRangeGivesANotice() throws IOException {
        Volume volume = build(new ListSource()
                .add(new SourceEntry.Directory(
                        ListSource.path("old"),
                        new SourceEntry.Metadata(
                                Permissions.DIRECTORY, Instant.parse("1969-12-31T23:59:59Z"), Map.of()))));
        assertEquals(Instant.EPOCH, find(volume, "old").modified());
        assertEquals("/old", notices.getFirst().subject());
        assertTrue(notices.getFirst().text().contains("1969-12-31T23:59:59Z"), notices::toString);
    }

    @Test
    void namesMayHave255Bytes() throws IOException {
        String longest = "ä".repeat(127) + "x";
        Volume volume = build(new ListSource().directory(longest));
        assertInstanceOf(Directory.class, find(volume, longest));
        FileSystemException refusal = assertThrows(
                FileSystemException.class,
                () -> build(new ListSource().directory("d").directory("d", longest + "x")));
        assertEquals("/d/" + longest + "... (256 bytes)", refusal.getFile());
        assertTrue(refusal.getReason().contains("256 bytes"), refusal::getReason);
    }

    @Test
    void missingDirectoriesAreCreated() throws IOException {
        Volume volume = build(new ListSource().directory("a", "b", "c"));
        assertInstanceOf(Directory.class, find(volume, "a", "b", "c"));
        assertEquals(Permissions.DIRECTORY, find(volume, "a").permissions());
    }

    @Test
    void buildsDeepTree() throws IOException {
        ListSource source = new ListSource();
        TreePath path = TreePath.ROOT;
        for (int level = 0; level < 300; level++) {
            path = path.child(Symbol.of("directory " + level));
            source.add(new SourceEntry.Directory(
                    path, new SourceEntry.Metadata(Permissions.DIRECTORY, Instant.EPOCH, Map.of())));
        }
        Volume volume = build(source);
        Directory at = volume.root();
        for (int level = 0; level < 300; level++) {
            at = assertInstanceOf(
                    Directory.class, at.find(Symbol.of("directory " + level)).orElseThrow());
        }
    }

    @Test
    void buildsDirectoryOfHundredThousandEntries() throws IOException {
        ListSource source = new ListSource().directory("d");
        TreePath directory = ListSource.path("d");
        for (int i = 0; i < 100_000; i++) {
            source.add(new SourceEntry.Link(
                    directory.child(Symbol.of("link " + i)),
                    new SourceEntry.Metadata(Permissions.LINK, Instant.EPOCH, Map.of()),
                    Text.of("target " + i)));
        }
        Volume volume = build(source);
        assertEquals(
                100_000,
                assertInstanceOf(Directory.class, find(volume, "d")).entries().size());
        assertEquals(
                "(linktarget:\"target%2077777\" mtime:0 )", Canonical.text(Tuples.of(find(volume, "d", "link 77777"))));
    }
}
