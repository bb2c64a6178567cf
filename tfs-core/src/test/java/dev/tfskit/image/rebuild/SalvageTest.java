// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.rebuild;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.check.Checks;
import dev.tfskit.check.DamagedVolume;
import dev.tfskit.check.DamagedVolumes;
import dev.tfskit.check.LogScrambler;
import dev.tfskit.check.SampleVolume;
import dev.tfskit.check.TupleScrambler;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.UnwrittenDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.image.VolumeContents;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.source.Notice;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Tuples;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SalvageTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    private final List<Notice> lost = new ArrayList<>();
    private final MemoryDevice target = new MemoryDevice();

    static List<DamagedVolume> damagedVolumes() {
        return DamagedVolumes.all();
    }

    static List<String> goldenVolumes() throws IOException {
        return GoldenVolumes.names();
    }

    /** The source may not be written: not even through the device, which fails then. */
    private void salvage(BlockDevice source, Long... badBlocks) throws IOException {
        new Salvage(new BadBlocksDevice(source, Set.of(badBlocks)), lost::add).into(target);
        Checks.assertReadable(target);
    }

    private List<String> subjects() {
        return lost.stream().map(Notice::subject).toList();
    }

    @Test
    void lossesInDeepTreeAreNamedShortly() throws IOException {
        Tuple root = new Tuple();
        Tuple directory = root;
        for (int level = 0; level < 1000; level++) {
            Tuple children = new Tuple();
            Tuple next = new Tuple();
            children.set(Symbol.of("d" + "-".repeat(100)), next);
            children.set(Symbol.of("lost" + "-".repeat(1 << 10)), Text.of("no inode"));
            directory.set(Attributes.CHILDREN, children);
            directory = next;
        }
        salvage(HandMadeVolume.device(root, 0));
        assertEquals(1000, lost.size());
        assertTrue(
                lost.getFirst().subject().startsWith(".../d-"), lost.getFirst().subject());
        assertTrue(lost.getLast().subject().startsWith("/lost-"), lost.getLast().subject());
        assertTrue(lost.stream()
                .allMatch(notice ->
                        notice.subject().length() < 5000 && notice.text().length() < 1000));
    }

    @ParameterizedTest
    @MethodSource("goldenVolumes")
    void volumeOfOtherWriterKeepsAllItHas(String name) throws IOException {
        MemoryDevice source = GoldenVolumes.open(name);
        salvage(source);
        assertEquals(VolumeContents.of(source), VolumeContents.of(target));
        assertEquals(Volume.open(source).identity(), Volume.open(target).identity());
        assertEquals(List.of(), lost);
    }

    @Test
    void unknownAttributesAreKept() throws IOException {
        SampleVolume sample = SampleVolume.written();
        Tuple shared = SampleVolume.tuple("inner", VectorValue.of(List.of(Int.of(-5), Text.of(""))));
        sample.set(sample.inode("/docs/first"), "colour", shared);
        sample.set(sample.inode("/latest"), "colour", shared);
        sample.set(sample.inode("/latest"), "user.tag", Text.wrap(new byte[] {0, 1, -1}));
        sample.set(sample.inode("/server.sock"), "flag", Flag.PRESENT);
        sample.set(sample.inode("/mnt"), "user.count", Int.of(7));
        sample.set(sample.root(), "klibs", Text.of("bootfs"));
        sample.set(sample.root(), "user.origin", Text.of("root"));
        sample.set(sample.root(), Attributes.ACCESSED, Int.ofUnsigned(-1L));
        salvage(sample.device());
        assertEquals(VolumeContents.of(sample.device()), VolumeContents.of(target));
        assertEquals(List.of(), lost);
    }

    @ParameterizedTest
    @MethodSource("damagedVolumes")
    void readableEntriesAreKeptAndTheOthersAreNamed(DamagedVolume damaged) throws IOException {
        MemoryDevice source = damaged.open();
        byte[] before = source.toByteArray();
        try {
            SortedMap<String, String> readable = VolumeContents.of(Volume.of(source, Replay.ofReadablePart(source)));
            salvage(source);
            SortedMap<String, String> saved = VolumeContents.of(target);
            readable.keySet().stream()
                    .filter(path -> !readable.get(path).equals(saved.get(path)))
                    .forEach(this::assertNamed);
            assertTrue(readable.keySet().containsAll(saved.keySet()));
        } catch (TfsFormatException nothingToSave) {
            assertThrows(TfsFormatException.class, () -> salvage(source));
            assertEquals(0, target.size());
        }
        assertArrayEquals(before, source.toByteArray());
    }

    private void assertNamed(String path) {
        assertTrue(
                subjects().stream().anyMatch(subject -> path.equals(subject) || path.startsWith(subject + "/")),
                () -> path + " is lost and not named in " + lost);
    }

    @Test
    void fileKeepsBlocksThatAreCertainlyItsOwn() throws IOException {
        SampleVolume sample = SampleVolume.written();
        byte[] sound = content(Volume.open(sample.device()), "parts");
        sample.set(sample.extent("/docs/parts", 16), Attributes.EXTENT_OFFSET, Int.of(1L << 40));
        salvage(sample.device());
        Arrays.fill(sound, 16 * BLOCK, 20 * BLOCK, (byte) 0);
        assertArrayEquals(sound, content(Volume.open(target), "parts"));
        assertEquals(List.of("/docs/parts"), subjects());
    }

    private static byte[] content(Volume volume, String name) throws IOException {
        Directory docs = (Directory) volume.root().find(Symbol.of("docs")).orElseThrow();
        RegularFile file = (RegularFile) docs.find(Symbol.of(name)).orElseThrow();
        ByteBuffer bytes = ByteBuffer.allocate((int) file.length());
        assertEquals(bytes.capacity(), file.read(0, bytes));
        return bytes.array();
    }

    @Test
    void allNamesOfAFileThatCannotBeReadAreNamed() throws IOException {
        SampleVolume sample = SampleVolume.written();
        sample.set(sample.inode("/docs/first"), Attributes.FILE_LENGTH, Int.of(-1));
        salvage(sample.device());
        assertEquals(List.of("/docs/first", "/docs/second"), subjects());
    }

    @Test
    void entriesBelowALostDirectoryAreReportedWithIt() throws IOException {
        SampleVolume sample = SampleVolume.written();
        sample.set(
                sample.entries("/"),
                "a\0b",
                SampleVolume.tuple(
                        "children",
                        SampleVolume.tuple(
                                "inner",
                                SampleVolume.tuple(
                                        "children",
                                        SampleVolume.tuple("file", SampleVolume.tuple("filelength", Int.of(0)))))));
        SortedMap<String, String> expected = new TreeMap<>(VolumeContents.of(sample.device()));
        expected.keySet().removeIf(path -> path.startsWith("/\"a\\000b\""));
        salvage(sample.device());
        assertEquals(expected, VolumeContents.of(target));
        assertEquals(List.of("/\"a\\000b\""), subjects());
    }

    @Test
    void logCountsUpToItsDamage() throws IOException {
        SampleVolume sample = SampleVolume.written();
        sample.set(sample.entries("/"), "new", SampleVolume.tuple("linktarget", Text.of("docs")));
        SortedMap<String, String> expected = VolumeContents.of(sample.device());
        long end = sample.endOfLog();
        sample.set(sample.entries("/"), "newer", SampleVolume.tuple("linktarget", Text.of("docs")));
        sample.put(end + 3, (byte) 0xf0);
        salvage(sample.device());
        assertEquals(expected, VolumeContents.of(target));
        assertEquals(List.of("/"), subjects());
        assertTrue(lost.getFirst().text().contains("its first " + (sample.records() - 1) + " records"), lost::toString);
        assertTrue(lost.getFirst().text().contains("at byte " + (end + 3)), lost::toString);
    }

    @Test
    void logEndsAtBlockThatDeviceFailsToRead() throws IOException {
        SampleVolume sample = SampleVolume.written();
        long bad = sample.endOfLog() / BLOCK + 1;
        SortedMap<String, String> expected = VolumeContents.of(sample.device());
        long whole = sample.records();
        for (int step = 0; sample.endOfLog() <= bad * BLOCK; step++) {
            expected = VolumeContents.of(sample.device());
            whole = sample.records();
            sample.set(sample.inode("/latest"), "user.step", Text.of("step " + step));
        }
        salvage(sample.device(), bad);
        assertEquals(expected, VolumeContents.of(target));
        assertEquals(List.of("/"), subjects());
        assertTrue(lost.getFirst().text().contains("its first " + whole + " records"), lost::toString);
        assertTrue(lost.getFirst().text().contains("at byte " + bad * BLOCK), lost::toString);
    }

    @Test
    void readErrorsBehindTheLogAreIgnored() throws IOException {
        SampleVolume sample = SampleVolume.written();
        salvage(sample.device(), sample.endOfLog() / BLOCK + 1);
        assertEquals(VolumeContents.of(sample.device()), VolumeContents.of(target));
        assertEquals(List.of(), lost);
    }

    @Test
    void volumeWithoutRootCannotBeSalvaged() {
        SampleVolume sample = SampleVolume.written();
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> salvage(sample.device(), 1L));
        assertTrue(refusal.getMessage().contains("at byte 512"), refusal::getMessage);
    }

    @Test
    void unsetTimesStayUnset() throws IOException {
        SampleVolume sample = SampleVolume.written();
        sample.set(sample.inode("/mnt"), Attributes.MODIFIED, Int.of(0));
        sample.set(sample.inode("/bin"), Attributes.MODIFIED, Text.of("yesterday"));
        salvage(sample.device());
        Volume saved = Volume.open(target);
        assertFalse(Tuples.of(saved.root()).has(Attributes.MODIFIED));
        for (String name : List.of("empty", "latest", "docs", "bin")) {
            assertFalse(
                    Tuples.of(saved.root().find(Symbol.of(name)).orElseThrow()).has(Attributes.MODIFIED), name);
        }
        assertTrue(Tuples.of(saved.root().find(Symbol.of("mnt")).orElseThrow()).has(Attributes.MODIFIED));
    }

    @Test
    void namesTornRecord() throws IOException {
        SampleVolume sample = SampleVolume.written();
        SortedMap<String, String> expected = VolumeContents.of(sample.device());
        sample.put(sample.endOfLog(), new byte[] {2, 5, 1, 0x11, 1});
        salvage(sample.device());
        assertEquals(expected, VolumeContents.of(target));
        assertEquals(List.of("/"), subjects());
    }

    @Test
    void tooLongLabelIsCut() throws IOException {
        SampleVolume sample = new SampleVolume();
        sample.label("l".repeat(30) + "\u00e9");
        sample.write();
        salvage(sample.device());
        assertEquals("l".repeat(30), Volume.open(target).identity().label().toString());
        assertEquals(List.of("/"), subjects());
        assertEquals(Notice.Level.NOTE, lost.getFirst().level());
    }

    @Test
    void blocksThatTheDeviceFailsToReadBecomeZeros() throws IOException {
        SampleVolume sample = SampleVolume.written();
        SortedMap<String, String> expected = new TreeMap<>(VolumeContents.of(sample.device()));
        byte[] sound = content(Volume.open(sample.device()), "parts");
        long start = sample.start("/docs/parts", 0);
        salvage(sample.device(), start + 2, start + 5, sample.start("/docs/parts", 16) + 3);
        for (int block : new int[] {2, 5, 19}) {
            Arrays.fill(sound, block * BLOCK, (block + 1) * BLOCK, (byte) 0);
        }
        assertArrayEquals(sound, content(Volume.open(target), "parts"));
        SortedMap<String, String> saved = new TreeMap<>(VolumeContents.of(target));
        assertEquals(
                expected.remove("/docs/parts").length(),
                saved.remove("/docs/parts").length());
        assertEquals(expected, saved);
        assertEquals(List.of("/docs/parts", "/docs/parts", "/docs/parts"), subjects());
        assertTrue(lost.getFirst().text().contains("at byte " + (start + 2) * BLOCK), lost::toString);
    }

    /** A device that is closed when the content of a file is read. */
    private static final class ClosingDevice extends UnwrittenDevice {

        private final long from;

        ClosingDevice(BlockDevice device, long from) {
            super(device);
            this.from = from;
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            if (offset >= from) {
                throw new ClosedChannelException();
            }
            device().read(offset, target);
        }
    }

    /** Otherwise the salvage would end well, with zeros for all that was still to be read. */
    @Test
    void failsWhenTheDeviceIsClosedMeanwhile() throws IOException {
        SampleVolume sample = SampleVolume.written();
        BlockDevice closing = new ClosingDevice(sample.device(), sample.start("/docs/parts", 0) * BLOCK);
        assertThrows(ClosedChannelException.class, () -> new Salvage(closing, lost::add).into(target));
        assertEquals(List.of(), lost);
    }

    @Test
    void neighbouringBlocksOfAFileAreOneLoss() throws IOException {
        SampleVolume sample = SampleVolume.written();
        long start = sample.start("/docs/parts", 0);
        salvage(sample.device(), start + 1, start + 2, start + 3, start + 5);
        assertEquals(
                List.of(
                        new Notice(
                                "/docs/parts",
                                "the device fails to read 1536 bytes at byte " + (start + 1) * BLOCK
                                        + "; zeros instead: input/output error"),
                        new Notice(
                                "/docs/parts",
                                "the device fails to read 512 bytes at byte " + (start + 5) * BLOCK
                                        + "; zeros instead: input/output error")),
                lost);
    }

    @Test
    void extentThatReachesBeyondTheVolumeKeepsTheBlocksInside() throws IOException {
        SampleVolume sample = SampleVolume.written();
        byte[] sound = content(Volume.open(sample.device()), "parts");
        long kept = 3;
        long volumeBlocks = sample.start("/docs/parts", 0) + kept;
        salvage(new MemoryDevice(Arrays.copyOf(sample.device().toByteArray(), (int) volumeBlocks * BLOCK)));
        Arrays.fill(sound, (int) kept * BLOCK, sound.length, (byte) 0);
        assertArrayEquals(sound, content(Volume.open(target), "parts"));
        assertEquals(List.of("/docs/parts", "/docs/parts", "/docs/parts"), subjects());
    }

    @Test
    void extentThatOwnsTooManyBlocksKeepsItsOwn() throws IOException {
        SampleVolume sample = SampleVolume.written();
        byte[] sound = content(Volume.open(sample.device()), "parts");
        sample.set(sample.extent("/docs/parts", 0), Attributes.EXTENT_ALLOCATED, Int.of(500_000));
        salvage(sample.device());
        assertArrayEquals(sound, content(Volume.open(target), "parts"));
        assertEquals(List.of("/docs/parts"), subjects());
    }

    @Test
    void extentThatIsFarTooLongEndsAtTheNext() throws IOException {
        SampleVolume sample = SampleVolume.written();
        byte[] sound = content(Volume.open(sample.device()), "parts");
        sample.set(sample.extent("/docs/parts", 0), Attributes.EXTENT_LENGTH, Int.of(500_000));
        sample.set(sample.extent("/docs/parts", 0), Attributes.EXTENT_ALLOCATED, Int.of(500_000));
        salvage(sample.device());
        byte[] saved = content(Volume.open(target), "parts");
        assertArrayEquals(Arrays.copyOf(sound, 8 * BLOCK), Arrays.copyOf(saved, 8 * BLOCK));
        assertArrayEquals(
                Arrays.copyOfRange(sound, 16 * BLOCK, sound.length),
                Arrays.copyOfRange(saved, 16 * BLOCK, sound.length));
        assertEquals(List.of("/docs/parts"), subjects());
    }

    @Test
    void extentThatOwnsTooFewBlocksKeepsThese() throws IOException {
        SampleVolume sample = SampleVolume.written();
        byte[] sound = content(Volume.open(sample.device()), "parts");
        sample.set(sample.extent("/docs/parts", 0), Attributes.EXTENT_ALLOCATED, Int.of(5));
        salvage(sample.device());
        Arrays.fill(sound, 5 * BLOCK, 8 * BLOCK, (byte) 0);
        assertArrayEquals(sound, content(Volume.open(target), "parts"));
        assertEquals(List.of("/docs/parts"), subjects());
    }

    @Test
    void deviceOfWhichOnlyTheLogCanBeReadGivesFilesOfZeros() throws IOException {
        SampleVolume sample = SampleVolume.written();
        long blocks = sample.device().size() / BLOCK;
        salvage(sample.device(), LongStream.range(1025, blocks).boxed().toArray(Long[]::new));
        assertArrayEquals(new byte[512], content(Volume.open(target), "first"));
        assertEquals(
                VolumeContents.of(sample.device()).keySet(),
                VolumeContents.of(target).keySet());
        assertEquals(Set.of("/bin/server", "/docs/first", "/docs/parts"), Set.copyOf(subjects()));
    }

    @Test
    void salvagesFileOfLargestLength() throws IOException {
        SampleVolume sample = SampleVolume.written();
        sample.set(sample.inode("/docs/first"), Attributes.FILE_LENGTH, Int.of(Long.MAX_VALUE));
        salvage(sample.device());
        Directory docs =
                (Directory) Volume.open(target).root().find(Symbol.of("docs")).orElseThrow();
        assertEquals(
                Long.MAX_VALUE, ((RegularFile) docs.find(Symbol.of("first")).orElseThrow()).length());
        assertEquals(List.of(), lost);
    }

    @Test
    void salvagesBytesInFrontOfTheLargestPosition() throws IOException {
        MemoryDevice source = HandMadeVolume.device(
                HandMadeVolume.tuple("(children:(a:(extents:(18014398509481982:(offset:65 length:1 allocated:1)) "
                        + "filelength:9223372036854775807)))"),
                100);
        salvage(source);
        assertEquals(List.of(), lost);
        RegularFile before =
                (RegularFile) Volume.open(source).root().find(Symbol.of("a")).orElseThrow();
        RegularFile after =
                (RegularFile) Volume.open(target).root().find(Symbol.of("a")).orElseThrow();
        assertEquals(before.length(), after.length());
        assertArrayEquals(lastBytes(before), lastBytes(after));
    }

    /** The last blocks of a file of the largest length, with some zeros in front. */
    private static byte[] lastBytes(RegularFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(5 * BLOCK);
        assertEquals(bytes.capacity(), file.read(Long.MAX_VALUE - bytes.capacity(), bytes));
        return bytes.array();
    }

    /** A mount could not set these names, but an image can hold them. */
    @ParameterizedTest
    @ValueSource(ints = {256, 300, 4096, 5000})
    void extendedAttributesWithLongNamesAreKept(int nameBytes) throws IOException {
        SampleVolume sample = SampleVolume.written();
        String name = "user." + "x".repeat(nameBytes - 5);
        for (String path : List.of("/docs/first", "/docs", "/latest", "/server.sock", "/")) {
            sample.set(sample.inode(path), name, Text.of(path));
        }
        salvage(sample.device());
        assertEquals(VolumeContents.of(sample.device()), VolumeContents.of(target));
        assertEquals(List.of(), lost);
    }

    @Tag("slow")
    @Test
    void salvageOfAnyDamageIsSound() throws Exception {
        LogScrambler log = new LogScrambler(SampleVolume.written().device().toByteArray());
        Seeds.repeat(200, random -> {
            log.change(random);
            assertSound(log.device());
            log.restore();
        });
        Seeds.repeat(200, random -> {
            SampleVolume sample = SampleVolume.written();
            new TupleScrambler(sample, random).change();
            assertSound(sample.device());
        });
    }

    private static void assertSound(BlockDevice source) throws IOException {
        MemoryDevice saved = new MemoryDevice();
        try {
            new Salvage(source, _ -> {}).into(saved);
        } catch (TfsFormatException nothingToSave) {
            return;
        }
        Checks.assertReadable(saved);
    }
}
