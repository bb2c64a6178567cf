// SPDX-License-Identifier: Apache-2.0
package dev.tfskit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.check.CheckReport;
import dev.tfskit.check.DiskCheck;
import dev.tfskit.check.Finding;
import dev.tfskit.check.FindingKind;
import dev.tfskit.check.Severity;
import dev.tfskit.device.FileDevice;
import dev.tfskit.device.VolumeChoice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.hostfile.Impatience;
import dev.tfskit.hostfile.LockHolder;
import dev.tfskit.hostfile.LockedException;
import dev.tfskit.image.ImageBuilder;
import dev.tfskit.image.ImageChange;
import dev.tfskit.image.ImageSize;
import dev.tfskit.image.ImageUpdate;
import dev.tfskit.io.ByteRange;
import dev.tfskit.io.IoFunction;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.source.Content;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.DirectoryEntry;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.UpdatedVolume;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening an image succeeds or leaves nothing open and nothing locked, whichever step fails. */
class TfsTest {

    private static final int BYTES = 4 << 20;
    private static final Symbol NAME = Symbol.of("greeting");
    private static final VolumeChoice ROOT = new VolumeChoice.Root();

    @TempDir
    private Path directory;

    private Path image;
    private byte[] sound;

    @BeforeEach
    void makeImage() throws IOException {
        image = directory.resolve("disk.raw");
        try (WritableVolume volume = Tfs.create(image, BYTES, "hello");
                OpenFile file = volume.root().createFile(NAME).open()) {
            file.append(ByteBuffer.wrap("hello, tfs\n".getBytes(StandardCharsets.US_ASCII)));
        }
        sound = Files.readAllBytes(image);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        assertEquals(List.of(), OpenDescriptors.below(directory));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void writtenFileIsReadBack() throws IOException {
        assertEquals(BYTES, sound.length);
        try (Volume volume = Tfs.open(image)) {
            assertEquals("hello", volume.identity().label().toString());
            assertEquals(1, OpenDescriptors.below(directory).size());
            RegularFile file =
                    assertInstanceOf(RegularFile.class, volume.root().find(NAME).orElseThrow());
            assertEquals(11, file.length());
        }
        assertTrue(Tfs.check(image, _ -> {}).isClean());
        assertTrue(Tfs.check(image, ROOT, _ -> {}).isClean());
    }

    @Test
    void changesAreDurableWhenTheVolumeIsClosed() throws IOException {
        try (WritableVolume volume = Tfs.openForWriting(image)) {
            volume.root().createDirectory(Symbol.of("new"));
            assertTrue(FileDevice.isLocked(image));
        }
        assertFalse(FileDevice.isLocked(image));
        try (Volume volume = Tfs.open(image)) {
            assertEquals(
                    List.of(NAME, Symbol.of("new")),
                    volume.root().entries().stream().map(DirectoryEntry::name).toList());
        }
    }

    @Test
    void identityAndTimesCanBeGiven() throws IOException {
        Path second = directory.resolve("second");
        Identity identity = new Identity(new UUID(1, 2), Label.of("second"));
        Instant then = Instant.ofEpochSecond(1_000_000_000);
        try (WritableVolume volume = Tfs.create(second, BYTES + 511, identity, () -> then)) {
            assertEquals(identity, volume.identity());
            assertEquals(then, volume.root().createDirectory(NAME).modified());
        }
        assertEquals(BYTES, Files.size(second));
    }

    @Test
    void checkReportsDamage() throws IOException {
        byte[] damaged = sound.clone();
        Arrays.fill(damaged, 540, 600, (byte) 0xff);
        Files.write(image, damaged);
        List<Finding> findings = new ArrayList<>();
        CheckReport report = Tfs.check(image, findings::add);
        assertFalse(report.isClean());
        assertFalse(findings.isEmpty());
    }

    @Test
    void existingImageIsNotReplaced() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        Path inner = Files.createDirectory(directory.resolve("inner"));
        List<Path> before = files();
        for (Path taken : List.of(image, link, inner)) {
            assertThrows(FileAlreadyExistsException.class, () -> Tfs.create(taken, BYTES, "other"));
        }
        assertArrayEquals(sound, Files.readAllBytes(image));
        assertEquals(before, files());
    }

    @Test
    void failedCreationLeavesNoImage() throws IOException {
        assertThrows(NoSpaceException.class, () -> Tfs.create(directory.resolve("small"), 100_000, "small"));
        assertThrows(NoSpaceException.class, () -> Tfs.create(directory.resolve("empty"), 0, "empty"));
        assertThrows(IllegalArgumentException.class, () -> Tfs.create(directory.resolve("negative"), -512, "negative"));
        assertThrows(NoSuchFileException.class, () -> Tfs.create(directory.resolve("no/image"), BYTES, "nowhere"));
        assertEquals(List.of(image), files());
    }

    /** Makes images, in a process of its own. */
    static final class MakeImages {

        private MakeImages() {}

        /** Takes the path of an image to create, and that of one to build. */
        public static void main(String[] arguments) throws IOException {
            Tfs.create(Path.of(arguments[0]), BYTES, "created").close();
            Tfs.build(Path.of(arguments[1]), builder(), List.of(source("built")));
        }
    }

    @Test
    void nameOfANewImageIsForcedToDisk() throws IOException, InterruptedException {
        Strace.skipUnlessItTraces();
        Path log = directory.resolve("log");
        Path created = directory.resolve("created");
        Path built = directory.resolve("built");
        Command.java(MakeImages.class, created, built)
                .under(Strace.writing(log, "-y", "-e", "trace=fsync,link,rename"))
                .run()
                .ok();
        List<String> steps = new ArrayList<>();
        for (String call : Files.readAllLines(log)) {
            if (call.contains("\"" + created + "\"")) {
                steps.add("created");
            } else if (call.contains("\"" + built + "\"")) {
                steps.add("built");
            } else if (call.contains("<" + directory.toRealPath() + ">")) {
                steps.add("directory forced");
            }
        }
        assertEquals(List.of("created", "directory forced", "built", "directory forced"), steps);
    }

    private static ImageBuilder builder() {
        return new ImageBuilder(new Identity(new UUID(1, 2), Label.of("built")), _ -> {});
    }

    private static ListSource source(String... contents) {
        ListSource source = new ListSource();
        for (String content : contents) {
            byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
            source.file("greeting", bytes.length, new MemoryContent(bytes));
        }
        return source;
    }

    private String content(String name) throws IOException {
        try (Volume volume = Tfs.open(image)) {
            RegularFile file = assertInstanceOf(
                    RegularFile.class, volume.root().find(Symbol.of(name)).orElseThrow());
            ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
            file.content().read(0, bytes);
            return new String(bytes.array(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void builtImageReplacesFileAndKeepsItsMode() throws IOException {
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rw-r-----"));
        ImageBuilder.Summary made = Tfs.build(image, builder(), List.of(source("built")));
        assertEquals(1, made.entries());
        assertEquals(made.imageBytes(), Files.size(image));
        assertEquals("built", content("greeting"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(image)));
        assertEquals(List.of(image), files());
    }

    @Test
    void builtImageHasTheLastOfTwoEntriesAtOnePath() throws IOException {
        // So large that a draft on the file of the earlier draft would overwrite z before it is read.
        byte[] large = "large".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        byte[] other = "other".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        ListSource source = new ListSource()
                .file("z", large.length, new MemoryContent(large))
                .file("a", other.length, new MemoryContent(other));
        Tfs.build(image, builder(), List.of(source, source("first", "second")));
        assertEquals("second", content("greeting"));
        assertEquals("large".repeat(200_000), content("z"));
        assertTrue(Tfs.check(image, _ -> {}).isClean());
        assertEquals(List.of(image), files());
    }

    @Test
    void failedBuildLeavesFileAsItWas() throws IOException {
        TreeSource failing = () -> {
            throw new IOException("cannot be read");
        };
        assertThrows(IOException.class, () -> Tfs.build(image, builder(), List.of(source("a", "b"), failing)));
        assertThrows(
                NoSpaceException.class,
                () -> Tfs.build(image, builder().size(new ImageSize.Exactly(512)), List.of(source("a"))));
        assertArrayEquals(sound, Files.readAllBytes(image));
        assertEquals(List.of(image), files());
    }

    @Test
    void openImageIsNotReplaced() throws IOException {
        try (WritableVolume _ = Tfs.openForWriting(image)) {
            assertThrows(FileSystemException.class, () -> Tfs.build(image, builder(), List.of(source("built"))));
        }
        assertArrayEquals(sound, Files.readAllBytes(image));
    }

    @Test
    void imageThatIsOpenedDuringBuildIsNotReplaced() throws IOException {
        List<WritableVolume> opened = new ArrayList<>();
        TreeSource opening = () -> {
            opened.add(Tfs.openForWriting(image));
            return Optional.empty();
        };
        assertThrows(FileSystemException.class, () -> Tfs.build(image, builder(), List.of(source("a"), opening)));
        opened.getFirst().close();
        assertArrayEquals(sound, Files.readAllBytes(image));
        assertEquals(List.of(image), files());
    }

    /** The second draft exists by then: an entry replaces another, so the files are put into order. */
    @Test
    void differenceFoundAfterSecondDraftLeavesFileAsItWas() throws IOException {
        AtomicInteger readings = new AtomicInteger();
        Content changing = new Content() {
            @Override
            public Reader open() {
                return new MemoryContent(new byte[] {(byte) readings.getAndIncrement()}).open();
            }

            @Override
            public Optional<List<ByteRange>> dataRanges() {
                return Optional.empty();
            }
        };
        ListSource source = source("replaced", "b").file("other", 1, changing);
        assertThrows(FileSystemException.class, () -> Tfs.build(image, builder().verified(), List.of(source)));
        assertTrue(readings.get() > 1);
        assertArrayEquals(sound, Files.readAllBytes(image));
        assertEquals(List.of(image), files());
    }

    @Test
    void planChangesNothingAndLocksNothing() throws IOException {
        try (Volume _ = Tfs.open(image);
                UpdatedVolume volume = Tfs.openForPlan(image)) {
            ImageUpdate.Summary planned = new ImageUpdate(_ -> {})
                    .size(new ImageSize.AtLeast(2 * BYTES))
                    .plan(volume, List.of(source("planned")));
            assertEquals(1, planned.count(ImageChange.Kind.REPLACED));
            volume.commit();
        }
        assertArrayEquals(sound, Files.readAllBytes(image));
        try (UpdatedVolume volume = Tfs.openForUpdate(image)) {
            assertEquals(
                    1,
                    new ImageUpdate(_ -> {})
                            .apply(volume, List.of(source("applied")))
                            .count(ImageChange.Kind.REPLACED));
        }
        assertEquals("applied", content("greeting"));
    }

    private List<FindingKind> findings(VolumeChoice choice) throws IOException {
        List<FindingKind> found = new ArrayList<>();
        Tfs.check(image, choice, finding -> found.add(finding.kind()));
        return found;
    }

    /** The first volume of a disk is the boot volume, which needs a kernel; the second needs a program. */
    @Test
    void checkOfOneVolumeDemandsWhatItsPlaceOnTheDiskNeeds() throws IOException {
        int blocks = sound.length / 512;
        byte[] disk = Arrays.copyOf(withTable(sound, 1, blocks), 512 + 2 * sound.length);
        System.arraycopy(sound, 0, disk, 512 + sound.length, sound.length);
        ByteBuffer table = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < 2; number++) {
            int entry = 446 + 16 * number;
            table.put(entry + 4, (byte) 0x83)
                    .putInt(entry + 8, 1 + number * blocks)
                    .putInt(entry + 12, blocks);
        }
        Files.write(image, disk);
        assertEquals(List.of(FindingKind.KERNEL_MISSING), findings(new VolumeChoice.Boot()));
        assertEquals(List.of(FindingKind.KERNEL_MISSING), findings(new VolumeChoice.InPartition(0)));
        assertEquals(List.of(FindingKind.PROGRAM_MISSING), findings(new VolumeChoice.Root()));
        assertEquals(List.of(FindingKind.PROGRAM_UNNAMED), findings(new VolumeChoice.AtOffset(512)));
    }

    @Test
    void checkOfDeviceExaminesThePrograms() throws IOException {
        Tfs.build(
                image,
                builder()
                        .rootAttribute(Symbol.of("program"), Text.of("/greeting"))
                        .rootAttribute(Symbol.of("environment"), new Tuple()),
                List.of(source("no ELF file")));
        List<FindingKind> expected = new ArrayList<>();
        Tfs.check(image, finding -> expected.add(finding.kind()));
        assertTrue(expected.contains(FindingKind.PROGRAM_NOT_LOADABLE), expected.toString());
        List<FindingKind> found = new ArrayList<>();
        try (FileDevice device = FileDevice.openForReading(image)) {
            new DiskCheck(device, finding -> found.add(finding.kind()))
                    .tolerateReadErrors()
                    .with(Tfs.programExamination())
                    .run();
        }
        assertEquals(expected, found);
    }

    /**
     * Something that cannot be opened.
     *
     * @param name what is the matter
     * @param choice the volume that is asked for
     * @param damage changes the image
     * @param reading what is thrown when it is opened for reading, and {@code Void} if that works
     * @param writing what is thrown when it is opened for writing
     */
    private record Unopenable(
            String name,
            VolumeChoice choice,
            IoFunction<byte[], byte[]> damage,
            Class<?> reading,
            Class<? extends IOException> writing) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Unopenable unopenable(
            String name, VolumeChoice choice, IoFunction<byte[], byte[]> damage, Class<? extends IOException> error) {
        return new Unopenable(name, choice, damage, error, error);
    }

    private static byte[] withTable(byte[] sound, int startBlock, int blocks) {
        byte[] disk = new byte[512 + sound.length];
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        ByteBuffer.wrap(disk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(446 + 16)
                .put((byte) 0x80)
                .put(new byte[3])
                .put((byte) 0x83)
                .put(new byte[3])
                .putInt(startBlock)
                .putInt(blocks);
        System.arraycopy(sound, 0, disk, 512, sound.length);
        return disk;
    }

    private static byte[] sharedBlocks() throws IOException {
        String extents = "filelength:5 extents:(0:(offset:5000 length:1 allocated:1))";
        return HandMadeVolume.device(
                        HandMadeVolume.tuple("(children:(a:(" + extents + ") b:(" + extents + ")))"), 10_000)
                .toByteArray();
    }

    static List<Unopenable> unopenable() {
        byte[] lz4 = {0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0x00, 0x10, 0x00, 0x00, 0x00};
        return List.of(
                unopenable("no image", ROOT, _ -> new byte[BYTES], TfsFormatException.class),
                unopenable("an empty file", ROOT, _ -> new byte[0], TfsFormatException.class),
                unopenable(
                        "an image that is cut off in its log",
                        ROOT,
                        sound -> Arrays.copyOf(sound, 600),
                        TfsFormatException.class),
                unopenable(
                        "a damaged log",
                        ROOT,
                        sound -> {
                            byte[] damaged = sound.clone();
                            Arrays.fill(damaged, 540, 600, (byte) 0xff);
                            return damaged;
                        },
                        TfsFormatException.class),
                new Unopenable("blocks of two files", ROOT, _ -> sharedBlocks(), Void.class, TfsFormatException.class),
                unopenable("no boot volume", new VolumeChoice.Boot(), sound -> sound, FileSystemException.class),
                unopenable(
                        "no such partition",
                        new VolumeChoice.InPartition(3),
                        sound -> withTable(sound, 1, sound.length / 512),
                        FileSystemException.class),
                unopenable(
                        "no such offset", new VolumeChoice.AtOffset(BYTES), sound -> sound, FileSystemException.class),
                unopenable(
                        "no volume at the offset",
                        new VolumeChoice.AtOffset(512),
                        sound -> sound,
                        TfsFormatException.class),
                unopenable(
                        "a partition that is cut off",
                        new VolumeChoice.InPartition(1),
                        sound -> withTable(sound, 1, sound.length),
                        TfsFormatException.class),
                new Unopenable(
                        "a damaged archive of lz4",
                        ROOT,
                        _ -> lz4,
                        TfsFormatException.class,
                        FileSystemException.class));
    }

    @ParameterizedTest
    @MethodSource("unopenable")
    void failedOpenLeavesNoDescriptorAndNoLock(Unopenable each) throws IOException {
        Files.write(image, each.damage.apply(sound));
        assertInstanceOf(each.writing, assertThrows(IOException.class, () -> Tfs.openForWriting(image, each.choice)));
        nothingIsLeftOpen();
        if (each.reading == Void.class) {
            Tfs.open(image, each.choice).close();
        } else {
            assertInstanceOf(each.reading, assertThrows(IOException.class, () -> Tfs.open(image, each.choice)));
        }
        nothingIsLeftOpen();
        if (each.choice.equals(ROOT)) {
            assertThrows(IOException.class, () -> Tfs.openForPlan(image));
            nothingIsLeftOpen();
        }
        try {
            assertFalse(Tfs.check(image, each.choice, _ -> {}).isClean());
        } catch (FileSystemException | TfsFormatException noSuchVolume) {
            assertEquals(each.reading, noSuchVolume.getClass());
        }
        nothingIsLeftOpen();
        Files.write(image, sound);
        Tfs.openForWriting(image).close();
    }

    @Test
    void missingImageCanBeCreatedAfterFailedOpen() throws IOException {
        Path other = directory.resolve("other");
        assertThrows(NoSuchFileException.class, () -> Tfs.open(other));
        assertThrows(NoSuchFileException.class, () -> Tfs.openForWriting(other));
        assertThrows(NoSuchFileException.class, () -> Tfs.check(other, _ -> {}));
        assertThrows(FileSystemException.class, () -> Tfs.open(directory));
        assertThrows(FileSystemException.class, () -> Tfs.openForWriting(directory));
        Tfs.create(other, BYTES, "other").close();
    }

    @Test
    void thereIsOneWriterInThisProgram() throws IOException {
        try (WritableVolume volume = Tfs.openForWriting(image)) {
            for (int i = 0; i < 2; i++) {
                assertThrows(FileSystemException.class, () -> Tfs.openForWriting(image));
                assertThrows(FileSystemException.class, () -> Tfs.open(image));
                assertThrows(FileSystemException.class, () -> Tfs.check(image, _ -> {}));
            }
            assertEquals(1, OpenDescriptors.below(directory).size());
            volume.root().createDirectory(Symbol.of("still writable"));
        }
        Tfs.open(image).close();
        Tfs.openForWriting(image).close();
    }

    @Test
    void refusesImageThatAnotherProgramWritesTo() throws IOException {
        try (LockHolder _ = new LockHolder(image)) {
            Impatience.assertRefused(LockedException.class, () -> Tfs.openForWriting(image));
            nothingIsLeftOpen();
            Tfs.open(image).close();
        }
        Tfs.openForWriting(image).close();
    }

    @Test
    void opensEachVolumeOfDisk() throws IOException {
        Files.write(image, withTable(sound, 1, sound.length / 512));
        for (VolumeChoice choice : List.of(new VolumeChoice.InPartition(1), new VolumeChoice.AtOffset(512))) {
            try (WritableVolume volume = Tfs.openForWriting(image, choice)) {
                assertEquals("hello", volume.identity().label().toString());
            }
            try (Volume volume = Tfs.open(image, choice)) {
                assertEquals(1, volume.root().entries().size());
            }
            assertTrue(findings(choice).stream().allMatch(kind -> kind.severity() != Severity.ERROR));
        }
    }
}
