// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.extract.Extraction;
import dev.tfskit.extract.ExtractionContract;
import dev.tfskit.extract.HostListing;
import dev.tfskit.extract.ManifoldVolume;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.walk.TextCopies;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.ReferencedText;
import dev.tfskit.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarExportTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int RECORD = 10_240;
    /** An extent needs a block of its own when a file has many; when it gets one is the host's business. */
    private static final long BLOCKS_OF_HOST = 16;

    @TempDir
    private Path directory;

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private TarExport export(Volume volume) {
        return new TarExport(
                volume,
                problem -> problems.add(problem.path() + ": " + problem.text()),
                warning -> warnings.add(warning.path() + ": " + warning.text()));
    }

    private byte[] archive(Volume volume) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        export(volume).to(bytes);
        return bytes.toByteArray();
    }

    private Path untar(byte[] archive, String locale) throws Exception {
        Path file = Files.write(directory.resolve("archive.tar"), archive);
        Path target = Files.createDirectory(directory.resolve("untarred" + locale));
        HostProgram.TAR.runIn(
                target,
                locale,
                "--extract",
                "--preserve-permissions",
                "--xattrs",
                "--xattrs-include=*",
                "--warning=no-timestamp",
                "--file=" + file);
        return target;
    }

    private Path extract(Volume volume) throws IOException {
        Path target = directory.resolve("extracted");
        new Extraction(volume, problem -> problems.add(problem.text()), warning -> warnings.add(warning.text()))
                .into(target);
        return target;
    }

    private static void assertSame(Path expected, Path actual) throws Exception {
        HostListing wanted = HostListing.of(expected);
        HostListing found = HostListing.of(actual);
        Map<String, String> missing = new TreeMap<>(wanted.entries());
        missing.entrySet().removeAll(found.entries().entrySet());
        Map<String, String> unexpected = new TreeMap<>(found.entries());
        unexpected.entrySet().removeAll(wanted.entries().entrySet());
        assertEquals(missing.toString(), unexpected.toString());
        wanted.blocks()
                .forEach((name, blocks) -> assertEquals(blocks, found.blocks().get(name), BLOCKS_OF_HOST, name));
    }

    /** Raw bytes in any name must come out in every locale. */
    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void tarExtractsTheSameTreeAsExtraction(String locale) throws Exception {
        Volume volume = ManifoldVolume.open();
        Path extracted = extract(volume);
        Path untarred = untar(archive(volume), locale);
        assertEquals(List.of(), problems);
        assertEquals(List.of(), warnings);
        assertSame(extracted, untarred);
    }

    @Test
    void textsThatTheLogHoldsOnceAreArchivedUpToALimit() throws IOException {
        byte[] archive = archive(Volume.open(ReferencedText.inFiles(30, 1_000_000, 10_000)));
        assertEquals(
                List.of("/f23: its extended attribute user.a refers to a text that the log holds once, and copies of "
                        + "all such texts would take more than 16.0 MB: it was left out, and 13 more"),
                warnings);
        assertTrue(archive.length < TextCopies.MOST_BYTES + (1 << 20), archive.length + " bytes");
    }

    @Test
    void archivedSelectionEqualsExtractedSelection() throws Exception {
        Volume volume = ManifoldVolume.open();
        List<TreePath> paths = List.of(
                TreePath.ROOT.child(Symbol.of("links")),
                TreePath.ROOT.child(Symbol.of("contents")).child(Symbol.of("gaps")),
                TreePath.ROOT.child(Symbol.of("attributes")).child(Symbol.of("named")));
        Path extracted = Files.createDirectory(directory.resolve("extracted"));
        new Extraction(volume, problem -> problems.add(problem.text()), _ -> {})
                .only(paths)
                .into(extracted);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        export(volume).only(paths).to(bytes);
        Path untarred = untar(bytes.toByteArray(), "C");
        assertEquals(List.of(), problems);
        // The target directory is not part of a selection.
        Files.setLastModifiedTime(untarred, Files.getLastModifiedTime(extracted));
        assertSame(extracted, untarred);
        assertEquals(List.of("attributes", "contents", "links"), ExtractionContract.names(untarred));
    }

    @ParameterizedTest
    @CsvSource({
        "a.tar, NONE",
        "a, NONE",
        "a.tar.gz, GZIP",
        "a.tgz, GZIP",
        "A.TAR.LZ4, LZ4",
        "a.tar.xz, XZ",
        "a.txz, XZ",
        "a.tar.zst, ZSTD",
        "a.tzst, ZSTD",
        "a.gz/b, NONE",
        "gz, NONE"
    })
    void compressionFollowsFromTheFileName(String name, CompressionFormat expected) {
        assertEquals(Optional.of(expected), CompressionFormat.written(Path.of(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.tar.bz2", "a.tbz", "a.tar.Z", "a.tar.lzma", "a.tlz", "a.tar.lzo", "a.zip", "a.7z", "a.tar.lz"
            })
    void otherCompressionsAreNotWritten(String name) {
        assertEquals(Optional.empty(), CompressionFormat.written(Path.of(name)));
    }

    @ParameterizedTest
    @CsvSource({"GZIP, .gz", "LZ4, .lz4", "XZ, .xz", "ZSTD, .zst"})
    void programsUnpackCompressedArchives(HostProgram program, String suffix) throws Exception {
        Volume volume = ManifoldVolume.open();
        byte[] plain = archive(volume);
        Path file = directory.resolve("archive.tar" + suffix);
        byte[][] compressed = new byte[2][];
        for (int i = 0; i < compressed.length; i++) {
            try (OutputStream target =
                    CompressionFormat.written(file).orElseThrow().compress(Files.newOutputStream(file))) {
                export(volume).to(target);
            }
            compressed[i] = Files.readAllBytes(file);
        }
        assertArrayEquals(compressed[0], compressed[1]);
        assertTrue(compressed[0].length < plain.length);
        Path unpacked = directory.resolve("archive.tar");
        if (program == HostProgram.LZ4) {
            program.run("-d", "-q", file, unpacked);
        } else {
            program.run("-d", "-q", file);
        }
        assertArrayEquals(plain, Files.readAllBytes(unpacked));
    }

    @Test
    void archiveEndsWithZerosAndIsReproducible() throws IOException {
        byte[] archive = archive(ManifoldVolume.open());
        assertEquals(0, archive.length % RECORD);
        assertArrayEquals(new byte[2 * BLOCK], Arrays.copyOfRange(archive, archive.length - 2 * BLOCK, archive.length));
        assertArrayEquals(archive, archive(ManifoldVolume.open()));
        assertEquals(RECORD, archive(HandMadeVolume.open("(children:())")).length);
    }

    @Test
    void summaryCountsEntriesAndBytes() throws IOException {
        Extraction.Summary summary = export(HandMadeVolume.open("(children:(d:(children:(f:(filelength:10)))"
                        + " g:(filelength:20) l:(linktarget:x) s:(socket:x) bad:x))"))
                .to(OutputStream.nullOutputStream());
        assertEquals(new Extraction.Summary(4, 30), summary);
        assertEquals(List.of("/s: a socket cannot be in an archive, left out"), warnings);
        assertEquals(
                List.of("/bad"),
                problems.stream().map(problem -> problem.substring(0, 4)).toList());
    }

    @Test
    void specialFilesAreEntriesWithTheirNumbers() throws Exception {
        Tuple root = HandMadeVolume.tuple("(children:(c:(posix.node:\"char 4095 1048575\" posix.perm:\"0660 0 6\")"
                + " p:(filelength:0 posix.node:fifo)))");
        ManifoldVolume.children(root)
                .set(Symbol.of("d"), ManifoldVolume.linked(HandMadeVolume.tuple("(posix.node:\"block 8 1\")"), 2));
        ManifoldVolume.children(root)
                .set(
                        Symbol.of("e"),
                        ManifoldVolume.children(root).tuple(Symbol.of("d")).orElseThrow());
        byte[] archive = archive(ManifoldVolume.open(root));
        assertEquals(List.of(), problems);
        assertEquals(List.of(), warnings);
        Path file = Files.write(directory.resolve("archive.tar"), archive);
        assertEquals(
                List.of(
                        "drwxr-xr-x 0/0 0 ./",
                        "crw-rw---- 0/6 4095,1048575 ./c",
                        "brw-r--r-- 0/0 8,1 ./d",
                        "hrw-r--r-- 0/0 0 ./e link to ./d",
                        "prw-r--r-- 0/0 0 ./p"),
                HostProgram.TAR
                        .run("--list", "--verbose", "--numeric-owner", "--utc", "--file=" + file)
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").replaceAll(" [-0-9]{10} [0-9:]{5}", ""))
                        .toList());
    }

    /** A file of 1 TiB with three blocks of data, and one of 8 EiB with none. */
    @Test
    void holesTakeNoRoomAndNoTime() throws Exception {
        Tuple root = ManifoldVolume.directory();
        ManifoldVolume.children(root).set(Symbol.of("huge"), ManifoldVolume.sparse(1L << 40, 1, 1 << 20, 1 << 30));
        ManifoldVolume.children(root).set(Symbol.of("empty"), ManifoldVolume.sparse(Long.MAX_VALUE));
        byte[] archive = archive(ManifoldVolume.open(root));
        assertTrue(archive.length <= RECORD, archive.length + " bytes");
        String listing =
                HostProgram.TAR.run("--list", "--verbose", "--file=" + Files.write(directory.resolve("a"), archive));
        assertTrue(listing.contains(" 1099511627776 "), listing);
        assertTrue(listing.contains(" 9223372036854775807 "), listing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "'a' 00 'b'"})
    void linkTargetThatNoHostAcceptsIsLeftOut(String hex) throws Exception {
        Tuple root = HandMadeVolume.tuple("(children:(f:(filelength:10)))");
        ManifoldVolume.children(root)
                .set(Symbol.of("l"), ManifoldVolume.link(Text.wrap(hex.isEmpty() ? new byte[0] : Hex.bytes(hex))));
        Path untarred = untar(archive(ManifoldVolume.open(root)), "C");
        String fault = hex.isEmpty() ? "without a target" : "with a NUL in its target";
        assertEquals(List.of("/l: is a symbolic link " + fault + ", left out"), problems);
        assertEquals(List.of("f"), ExtractionContract.names(untarred));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'/'", "'/etc'", "'a/b'", "'../evil'", "00", "'a' 00 'b'"})
    void nameThatIsPathIsLeftOut(String hex) throws Exception {
        Tuple root = HandMadeVolume.tuple("(children:(good:(filelength:10)))");
        ManifoldVolume.children(root)
                .set(Symbol.wrap(Hex.bytes(hex)), HandMadeVolume.tuple("(children:(inside:(filelength:10)))"));
        Path untarred = untar(archive(ManifoldVolume.open(root)), "C");
        assertEquals(1, problems.size());
        assertEquals(List.of("good"), ExtractionContract.names(untarred));
    }

    /** The first name cannot be in an archive, so the second one is that of the file. */
    @Test
    void secondNameReplacesLeftOutFirstName() throws Exception {
        Tuple root = ManifoldVolume.directory();
        Tuple file = ManifoldVolume.linked(ManifoldVolume.file(600, 100), 3);
        for (String name : List.of("a/a", "b", "c")) {
            ManifoldVolume.children(root).set(Symbol.of(name), file);
        }
        Path untarred = untar(archive(ManifoldVolume.open(root)), "C");
        assertEquals(600, Files.size(untarred.resolve("b")));
        assertTrue(Files.isSameFile(untarred.resolve("b"), untarred.resolve("c")));
    }

    @Test
    void secondNameWithoutLinkCountIsHardLink() throws Exception {
        Tuple root = ManifoldVolume.directory();
        Tuple file = ManifoldVolume.file(600, 100);
        ManifoldVolume.children(root).set(Symbol.of("b"), file);
        ManifoldVolume.children(root).set(Symbol.of("c"), file);
        Path untarred = untar(archive(ManifoldVolume.open(root)), "C");
        assertTrue(Files.isSameFile(untarred.resolve("b"), untarred.resolve("c")));
    }

    private static Volume failing(Tuple root, long block) throws IOException {
        return Volume.open(new BadBlocksDevice(HandMadeVolume.device(root, 8000), Set.of(block)));
    }

    @Test
    void onlyUnreadableFileIsLeftOut() throws Exception {
        Tuple root = HandMadeVolume.tuple("(children:(badtext:(filelength:x) badextent:(filelength:9 extents:(0:x))))");
        ManifoldVolume.children(root).set(Symbol.of("before"), ManifoldVolume.file(5120, 990));
        ManifoldVolume.children(root).set(Symbol.of("failing"), ManifoldVolume.file(5120, 1000));
        ManifoldVolume.children(root).set(Symbol.of("later"), ManifoldVolume.file(5120, 1010));
        Path untarred = untar(archive(failing(root, 1005)), "C");
        assertEquals(List.of("before", "later"), ExtractionContract.names(untarred));
        assertEquals(
                List.of("/badextent", "/badtext", "/failing"),
                problems.stream()
                        .map(problem -> problem.substring(0, problem.indexOf(':')))
                        .toList());
        assertTrue(problems.get(2).contains("the image cannot be read"), problems::toString);
    }

    /** The header is written by then, and says how long the file is. */
    @Test
    void partlyUnreadableFileHasZeros() throws Exception {
        Tuple root = ManifoldVolume.directory();
        ManifoldVolume.children(root).set(Symbol.of("large"), ManifoldVolume.file(3_500_000, 100));
        ManifoldVolume.children(root).set(Symbol.of("z"), ManifoldVolume.file(10, 100));
        int damaged = 1 << 20;
        Path untarred = untar(archive(failing(root, 110 + damaged / BLOCK)), "C");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().startsWith("/large: "), problems::toString);
        assertTrue(problems.getFirst().endsWith("the archive has zeros there"), problems::toString);
        byte[] expected = new byte[3_500_000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i >= damaged && i < 2 * damaged ? 0 : HandMadeVolume.byteAt(100L * BLOCK + i);
        }
        assertArrayEquals(expected, Files.readAllBytes(untarred.resolve("large")));
        assertEquals(10, Files.size(untarred.resolve("z")));
    }

    @Test
    void failureOfTheArchiveIsNotReportedForAnEntry() throws IOException {
        Volume volume = ManifoldVolume.open();
        IOException full = new IOException("full");
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw full;
            }
        };
        assertEquals(full, assertThrows(IOException.class, () -> export(volume).to(target)));
        assertEquals(List.of(), problems);
    }

    @Test
    void memoryDoesNotGrowWithTheFiles() throws IOException {
        Tuple root = ManifoldVolume.directory();
        for (int i = 0; i < 20; i++) {
            ManifoldVolume.children(root).set(Symbol.of("f" + i), ManifoldVolume.file(4_000_000, 100));
        }
        Volume volume = ManifoldVolume.open(root);
        AllocatedBytes allocated = AllocatedBytes.start();
        export(volume).to(OutputStream.nullOutputStream());
        assertTrue(allocated.count() < 2_000_000, allocated.count() + " bytes allocated");
    }

    @Test
    void deepTreeIsExported() throws IOException {
        Tuple inner = ManifoldVolume.directory();
        for (int level = 0; level < 3000; level++) {
            Tuple outer = ManifoldVolume.directory();
            ManifoldVolume.children(outer).set(Symbol.of("d"), inner);
            inner = outer;
        }
        assertEquals(
                3000,
                export(ManifoldVolume.open(inner))
                        .to(OutputStream.nullOutputStream())
                        .entries());
    }
}
