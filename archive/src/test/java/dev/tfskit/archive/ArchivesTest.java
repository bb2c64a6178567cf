// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Hex;
import dev.tfskit.HostProgram;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.posix.HostNames;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnrecognizedExtraField;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipShort;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that the usual programs make become the same images as the directories that they were made of. */
class ArchivesTest {

    private static final Instant SOME_TIME = Instant.parse("2020-02-03T04:05:06.123456789Z");
    private static final int HOLE_BYTES = 5 << 20;

    @TempDir
    private Path directory;

    private Path root;
    private Path archive;
    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void create() {
        root = directory.resolve("root");
        archive = directory.resolve("archive");
    }

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    /** What every program can hold: names of bytes, modes, links, contents of all sizes. */
    private void plantPlainTree() throws IOException {
        Path dir = Files.createDirectories(root.resolve("usr/lib/empty")).getParent();
        Files.writeString(dir.resolve("small"), "small");
        Files.createFile(dir.resolve("nothing"));
        byte[] noise = new byte[(3 << 20) + 77];
        new Random(7).nextBytes(noise);
        Files.write(dir.resolve("noise"), noise);
        Files.write(dir.resolve("blanks around "), new byte[10_000]);
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        Path odd = HostNames.resolve(dir, Hex.bytes("fffe"));
        Files.writeString(odd, "odd");
        Files.setPosixFilePermissions(dir.resolve("small"), PosixFilePermissions.fromString("rwx--x---"));
        Files.setAttribute(dir.resolve("nothing"), "unix:mode", 06755);
    }

    /** Names and numbers that are too long for a field. */
    private void plantLongNames() throws IOException {
        String part = "ein ziemlich langer Name mit Umlauten äöü, der in kein Feld paßt, ".repeat(3);
        Path dir = root;
        for (int depth = 0; depth < 4; depth++) {
            dir = Files.createDirectory(dir.resolve(part + depth));
        }
        Files.writeString(dir.resolve("file"), "deep");
        Files.createSymbolicLink(root.resolve("long"), Path.of(part + "/../" + part));
        Path first = dir.resolve("linked");
        Files.writeString(first, "linked");
        Files.createLink(root.resolve("other name"), first);
        Files.write(
                HostNames.resolve(dir, ("\377\376" + "x".repeat(200)).getBytes(StandardCharsets.ISO_8859_1)),
                new byte[] {1});
    }

    private void plantSparseFile() throws IOException {
        try (FileChannel channel =
                FileChannel.open(root.resolve("sparse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 1; i <= 40; i++) {
                channel.write(
                        ByteBuffer.wrap(("data " + i).getBytes(StandardCharsets.US_ASCII)), (long) i * HOLE_BYTES);
            }
            channel.write(ByteBuffer.wrap(new byte[] {1}), 50L * HOLE_BYTES);
        }
    }

    private void plantExtendedAttributes() throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(root.resolve("usr/lib/small"), UserDefinedFileAttributeView.class);
        try {
            view.write("binary", ByteBuffer.wrap(Hex.bytes("00ff0a3d")));
            view.write("a=b%c", ByteBuffer.wrap(new byte[] {1}));
        } catch (FileSystemException e) {
            assumeTrue(false, "this file system has no extended attributes");
        }
    }

    /** All times, also of directories, in whole seconds or to the nanosecond. */
    private void setTimes(boolean exact) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(root)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (int i = 0; i < all.size(); i++) {
            if (!Files.isSymbolicLink(all.get(i))) {
                Instant time = SOME_TIME.plusSeconds(2L * i);
                Files.setLastModifiedTime(
                        all.get(i), FileTime.from(exact ? time : time.truncatedTo(ChronoUnit.SECONDS)));
            }
        }
    }

    private SortedMap<String, String> directory() throws IOException {
        SortedMap<String, String> contents = BuiltTree.of(
                List.of(new DirectorySource(root, DirectorySelection.usual().with(Excludes.NONE), this::note)));
        assertEquals(List.of(), notices);
        return contents;
    }

    private SortedMap<String, String> read(Excludes excludes) throws IOException {
        return BuiltTree.of(List.of(Archives.open(archive, excludes, this::note)));
    }

    private SortedMap<String, String> read() throws IOException {
        SortedMap<String, String> contents = read(Excludes.NONE);
        assertEquals(List.of(), notices);
        return contents;
    }

    /** Times of links are those of their making; programs that keep whole seconds cannot bring them back. */
    private SortedMap<String, String> withoutTimesOfLinks(SortedMap<String, String> contents) {
        SortedMap<String, String> rest = new TreeMap<>(contents);
        rest.replaceAll((_, text) -> text.startsWith("link") ? text.replaceAll("2[0-9]{3}-[^,]*Z", "then") : text);
        return rest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pax", "gnu"})
    void tarKeepsAllThatADirectoryHas(String format) throws Exception {
        plantPlainTree();
        plantLongNames();
        setTimes(!format.equals("gnu"));
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "--format=" + format, "--sort=name", ".");
        assertEquals(withoutTimesOfLinks(directory()), withoutTimesOfLinks(read()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "v7", "oldgnu"})
    void olderFormsOfTarKeepWhatTheyCanHold(String format) throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "--format=" + format, "--sort=name", ".");
        assertEquals(withoutTimesOfLinks(directory()), withoutTimesOfLinks(read()));
    }

    @Test
    void tarKeepsExtendedAttributes() throws Exception {
        plantPlainTree();
        plantExtendedAttributes();
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "--xattrs", "--format=pax", "--sort=name", ".");
        assertEquals(directory(), read());
        assertTrue(read().get("/usr/lib/small").contains("user.a=b%c"));
    }

    @ParameterizedTest
    @CsvSource({"gnu, 0.0", "pax, 0.0", "pax, 0.1", "pax, 1.0"})
    void holesOfSparseFilesComeBack(String format, String version) throws Exception {
        Files.createDirectories(root);
        plantSparseFile();
        Files.writeString(root.resolve("behind"), "behind");
        setTimes(false);
        HostProgram.TAR.runIn(
                root,
                "C",
                "-c",
                "-f",
                archive,
                "--sparse",
                "--sparse-version=" + version,
                "--format=" + format,
                "--sort=name",
                ".");
        assertTrue(Files.size(archive) < HOLE_BYTES);
        assertEquals(directory(), read());
    }

    /** What compresses from standard input to standard output. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "gzip -1",
                "xz -0",
                "zstd -q",
                "lz4 -q",
                "lz4 -q -BD -B4",
                "lz4 -q -l",
                "bzip2",
                "zstd -q --long=31"
            })
    void compressedArchiveIsReadUnderAnyName(String compressor) throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.BASH.runIn(
                root, "C", "-c", "set -o pipefail; tar -c --sort=name . | " + compressor + " > " + archive);
        SortedMap<String, String> expected = withoutTimesOfLinks(directory());
        assertEquals(expected, withoutTimesOfLinks(read()));
        try (InputStream stream = Files.newInputStream(archive)) {
            assertEquals(
                    expected,
                    withoutTimesOfLinks(
                            BuiltTree.of(List.of(Archives.open(stream, "standard input", Excludes.NONE, this::note)))));
        }
    }

    /** As pigz, pixz, pzstd and others make them, or {@code cat}. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "zstd -q", "lz4 -q", "bzip2"})
    void compressedPartsBehindEachOtherAreOneArchive(String compressor) throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "set -e; tar -cf ../plain --sort=name .; (head -c 100000 ../plain | " + compressor
                        + "; tail -c +100001 ../plain | " + compressor + ") > " + archive);
        assertEquals(withoutTimesOfLinks(directory()), withoutTimesOfLinks(read()));
    }

    @Test
    void gzipHeaderMayHaveAllFields() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("a"), "a");
        byte[] fields = Hex.bytes("1f8b 08 1e 01020304 00 03 0300 616263 6e616d6500 7465787400");
        CRC32 sum = new CRC32();
        sum.update(fields);
        ByteBuffer header = ByteBuffer.allocate(fields.length + 2).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                directory.resolve("header"),
                header.put(fields).putShort((short) sum.getValue()).array());
        HostProgram.BASH.runIn(
                root, "C", "-c", "tar -c a | gzip | (cat ../header; tail -c +11) > ../archive; gzip -t < ../archive");
        assertEquals(Set.of("/", "/a"), read().keySet());
        header.put(fields.length, (byte) ~header.get(fields.length));
        Files.write(directory.resolve("header"), header.array());
        HostProgram.BASH.runIn(root, "C", "-c", "tar -c a | gzip | (cat ../header; tail -c +11) > ../archive");
        String message = assertThrows(ArchiveException.class, this::read).getMessage();
        assertTrue(message.contains("cannot be unpacked") && message.contains("the checksum of a header"), message);
    }

    @Test
    void framesOfAllKindsAreOneArchive() throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "set -e; tar -cf ../plain --sort=name .; cd ..; part() { tail -c +$1 plain | head -c $2; }; "
                        + "(part 1 1000000 | lz4 -q -l; part 1000001 1000000 | lz4 -q; "
                        + "printf '\\x5a\\x2a\\x4d\\x18\\x03\\0\\0\\0any'; part 2000001 1000000 | lz4 -q -l; "
                        + "tail -c +3000001 plain | lz4 -q -BD) > archive");
        assertEquals(withoutTimesOfLinks(directory()), withoutTimesOfLinks(read()));
    }

    @Test
    void zipKeepsModesLinksAndTimes() throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.ZIP.runIn(root, "C.UTF-8", "-q", "-r", "-y", archive.resolveSibling("archive.zip"), ".");
        Files.move(archive.resolveSibling("archive.zip"), archive);
        // zip has no entry for the directory that it was started in.
        SortedMap<String, String> expected = withoutTimesOfLinks(directory());
        SortedMap<String, String> found = withoutTimesOfLinks(read());
        expected.remove("/");
        found.remove("/");
        assertEquals(expected, found);
    }

    /** Info-ZIP does not compress the targets of links, so that only the checksum shows the damage. */
    @Test
    void refusesDamagedTargetOfLinkInZip() throws Exception {
        HostProgram.BASH.runIn(
                directory, "C", "-c", "ln -s lib/first l; zip -q -y a.zip l; sed s/first/other/ a.zip > archive");
        assertEquals(
                archive + ": /l: its checksum is wrong; the archive is damaged or incomplete: copy or make it again",
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    private static UnrecognizedExtraField field(int type, String local, String central) {
        UnrecognizedExtraField field = new UnrecognizedExtraField();
        field.setHeaderId(new ZipShort(type));
        field.setLocalFileDataData(Hex.bytes(local));
        field.setCentralDirectoryData(Hex.bytes(central));
        return field;
    }

    /** The time is 2020-09-13T12:26:41Z, an odd second; the owner is 501:20. */
    @Test
    void zipKeepsOwnersAndTimesOfOlderExtraFields() throws Exception {
        Map<String, UnrecognizedExtraField> fields = Map.of(
                "both", field(0x5855, "01105e5f 01105e5f f501 1400", "01105e5f 01105e5f"),
                "owner", field(0x7855, "f501 1400", ""),
                "short", field(0x5855, "01105e", "01105e"));
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
            for (var field : fields.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(field.getKey());
                entry.setUnixMode(0100644);
                entry.addExtraField(field.getValue());
                zip.putArchiveEntry(entry);
                zip.closeArchiveEntry();
            }
        }
        SortedMap<String, String> contents = read();
        assertTrue(contents.get("/both").contains("uid=501, gid=20], 2020-09-13T12:26:41Z"), contents::toString);
        assertTrue(contents.get("/owner").contains("uid=501, gid=20]"), contents::toString);
        assertTrue(contents.get("/short").contains("uid=0, gid=0]"), contents::toString);
    }

    @Test
    void contentsOfZipEntryThatWasPipeAreFile() throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "echo text | zip -q a.zip -; mkfifo fifo; (echo more > fifo &); "
                        + "zip -q -FI a.zip fifo; mv a.zip archive");
        SortedMap<String, String> contents = read();
        assertEquals(Set.of("/", "/-", "/fifo"), contents.keySet());
        assertTrue(contents.get("/-").startsWith("file of 5 bytes"), contents::toString);
        assertTrue(contents.get("/fifo").startsWith("file of 5 bytes"), contents::toString);
    }

    /** Info-ZIP marks the start of a zip that it might have had to split; other programs mark one that they did not. */
    @ParameterizedTest
    @ValueSource(strings = {"cat whole.zip", "tail -c +5 whole.zip | sed '1s/^/PK00/'"})
    void zipMayBeginWithMarkOfSplitting(String script) throws Exception {
        HostProgram.BASH.runIn(
                directory, "C", "-c", "echo text > a; zip -q -s 10m whole.zip a; (" + script + ") > archive");
        assertEquals(Set.of("/", "/a"), read().keySet());
        try (InputStream stream = Files.newInputStream(archive)) {
            assertEquals(
                    Set.of("/", "/a"),
                    BuiltTree.of(List.of(Archives.open(stream, "it", Excludes.NONE, this::note)))
                            .keySet());
        }
    }

    /**
     * As zipapp of Python and Spring Boot make them, and zips that unpack themselves. The fourth has its offsets
     * adjusted.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo '#!/usr/bin/env python3'; cat a.zip",
                "head -c 100000 /dev/zero | tr '\\0' x; cat a.zip",
                "cat /bin/true a.zip",
                "{ echo '#!/bin/sh'; cat a.zip; } > b.zip; zip -q -A b.zip; cat b.zip",
                "zip -q -z a.zip <<< 'a comment'; echo '#!/bin/sh'; cat a.zip"
            })
    void zipMayHaveAProgramInFrontOfIt(String script) throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "echo text > a; echo more > b; zip -q a.zip a b; (" + script
                        + ") > archive; bsdtar -tf archive > names");
        assertEquals(List.of("a", "b"), Files.readAllLines(directory.resolve("names")));
        SortedMap<String, String> tree = read(Excludes.NONE);
        assertEquals(Set.of("/", "/a", "/b"), tree.keySet());
        assertTrue(tree.get("/b").startsWith("file of 5 bytes"), tree::toString);
        assertEquals(List.of(), notices);
    }

    /** A tar without an end, and a cpio archive, whose last file is a zip. */
    @ParameterizedTest
    @ValueSource(
            strings = {"tar -c a.zip | head -c $((512 + $(stat -c %s a.zip)))", "ls a.zip | cpio -o -H newc --quiet"})
    void archiveThatEndsWithAZipIsNoZip(String script) throws Exception {
        HostProgram.BASH.runIn(directory, "C", "-c", "echo text > a; zip -q a.zip a; (" + script + ") > archive");
        assertEquals(Set.of("/", "/a.zip"), read(Excludes.NONE).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all.z01", "all.zip"})
    void partOfSplitZipIsNamedAsSuch(String part) throws Exception {
        HostProgram.BASH.runIn(
                directory,
                "C",
                "-c",
                "head -c 200000 /dev/urandom > a; zip -q -s 100k all.zip a; mv " + part + " archive");
        assertEquals(
                archive + ": is one part of a split zip, or incomplete; join all parts with zip -s 0 "
                        + "ALL.zip --out ONE.zip and name the result, or copy it again",
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    @Test
    void zipEntryWithSlashAtItsEndIsDirectoryWhateverItsMode() throws Exception {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(archive)) {
            for (String name : List.of("d/", "d/x")) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setUnixMode(0100644);
                zip.putArchiveEntry(entry);
                zip.closeArchiveEntry();
            }
        }
        assertEquals(Set.of("/", "/d", "/d/x"), read().keySet());
    }

    @Test
    void lastOfSeveralEntriesOfOneNameWins() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("a"), "first, which is longer");
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "a");
        Files.writeString(root.resolve("a"), "second");
        setTimes(false);
        HostProgram.TAR.runIn(root, "C", "-r", "-f", archive, "a");
        assertEquals(directory().get("/a"), read().get("/a"));
    }

    @Test
    void excludedDirectoryIsLeftOutWithItsEntries() throws Exception {
        plantPlainTree();
        setTimes(false);
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "--sort=name", ".");
        Excludes excludes = new Excludes(
                EntryPatterns.of(List.of("/usr/lib/noise", "empty/", "nothing")), KernelDirectories.LEFT_EMPTY);
        SortedMap<String, String> expected = BuiltTree.of(
                List.of(new DirectorySource(root, DirectorySelection.usual().with(excludes), this::note)));
        assertEquals(withoutTimesOfLinks(expected), withoutTimesOfLinks(read(excludes)));
        assertEquals(
                Set.of("/", "/lib"),
                read(new Excludes(EntryPatterns.of(List.of("usr")), KernelDirectories.LEFT_EMPTY))
                        .keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void kernelDirectoriesAreLeftOutWithOneNotice() throws Exception {
        Files.createDirectories(root.resolve("proc/1"));
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("proc/1/maps"));
        HostProgram.TAR.runIn(root, "C", "-c", "-f", archive, "--sort=name", ".");
        assertEquals(
                Set.of("/", "/dev", "/proc"),
                read(new Excludes(EntryPatterns.NONE, KernelDirectories.LEFT_EMPTY))
                        .keySet());
        assertEquals(List.of("/proc: what is inside is left out: the Nanos kernel provides it"), notices);
    }

    @Test
    void specialFilesComeAsFromTheDirectory() throws Exception {
        Files.createDirectories(root);
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "mkfifo a b && { mknod d c 4095 1048575 && mknod e b 8 1 || :; } 2>/dev/null; "
                        + "find . -exec touch -d @1600000000 {} +; tar -c --sort=name -f ../archive .");
        SortedMap<String, String> expected = BuiltTree.of(
                List.of(new DirectorySource(root, DirectorySelection.usual().with(Excludes.NONE), this::note)));
        assertTrue(expected.get("/a").startsWith("fifo"), expected::toString);
        assertEquals(expected, read(Excludes.NONE));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "some text| is not an archive that can be read; name a tar or cpio, "
                        + "plain or compressed with gzip, xz, zstd, "
                        + "lz4 or bzip2, a zip, or a directory",
                "''| is empty, not even an archive without entries; copy or make it again"
            })
    void refusesFileThatIsNotAnArchive(String text, String reason) throws IOException {
        Files.writeString(archive, text);
        assertEquals(
                archive + ":" + " " + reason.strip(),
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    @Test
    void refusesCompressedFileWithoutATar() throws Exception {
        Files.createDirectories(root);
        HostProgram.BASH.runIn(root, "C", "-c", "yes | head -c 100000 | gzip > ../archive");
        assertEquals(
                archive + ": is compressed with gzip, but what is compressed is not a tar or cpio archive",
                assertThrows(ArchiveException.class, this::read).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip", "xz", "zstd -q", "lz4 -q", "bzip2"})
    void refusesIncompleteArchiveByName(String compressor) throws Exception {
        plantPlainTree();
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "set -o pipefail; tar -c --sort=name . | " + compressor + " > ../whole;"
                        + " head -c 2000000 ../whole > ../archive");
        String message = assertThrows(ArchiveException.class, this::read).getMessage();
        assertTrue(
                message.startsWith(archive + ": ")
                        && message.matches("(?s).*byte [0-9]+.*incomplete: copy or make it again"),
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, x",
        "gzip, more than a header of a member",
        "xz, x",
        "xz, more than a header",
        "bzip2, x",
        "bzip2, more than a header",
        "zstd -q, more than four"
    })
    void rejectsOtherBytesBehindCompressedData(String compressor, String text) throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("a"), "a");
        HostProgram.BASH.runIn(root, "C", "-c", "{ tar -c a | " + compressor + "; echo '" + text + "'; } > ../archive");
        String message = assertThrows(ArchiveException.class, this::read).getMessage();
        String format = compressor.split(" ")[0];
        assertTrue(
                message.matches("\\Q" + archive + "\\E: its " + format + " data are followed by other bytes, near byte "
                        + "[0-9]+; remove them, or unpack it with " + format + " -dc and name the result"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xz", "bzip2", "zstd -q", "lz4 -q", "lz4 -q -BD", "lz4 -q -l"})
    void readsStreamsBehindEachOtherWithPadding(String compressor) throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("a"), "a");
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "tar -cf ../plain a; { head -c 700 ../plain | " + compressor + "; head -c 512 /dev/zero; "
                        + "tail -c +701 ../plain | " + compressor + "; head -c 511 /dev/zero; } > ../archive");
        assertEquals(Set.of("/", "/a"), read(Excludes.NONE).keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void archiveWithoutEndMarkIsReadWithNotice() throws Exception {
        Files.createDirectories(root);
        Files.writeString(root.resolve("a"), "a");
        HostProgram.BASH.runIn(root, "C", "-c", "tar -c a | head -c 1024 > ../archive");
        assertEquals(Set.of("/", "/a"), read(Excludes.NONE).keySet());
        assertEquals(
                List.of(archive + ": has no mark at its end; if it was cut off there, entries are missing"), notices);
    }

    @Test
    void sourceCanBeClosedBeforeItsEnd() throws Exception {
        plantPlainTree();
        HostProgram.BASH.runIn(root, "C", "-c", "tar -c --sort=name . | gzip > ../archive");
        try (TreeSource source = Archives.open(archive, Excludes.NONE, this::note)) {
            assertTrue(source.next().isPresent());
        }
    }

    @Test
    void closingSourceClosesItsStream() throws Exception {
        plantPlainTree();
        HostProgram.BASH.runIn(root, "C", "-c", "tar -c --sort=name . | gzip > ../archive");
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new FilterInputStream(Files.newInputStream(archive)) {
            @Override
            public void close() throws IOException {
                super.close();
                closed.set(true);
            }
        };
        try (TreeSource source = Archives.open(stream, "archive", Excludes.NONE, this::note)) {
            assertTrue(source.next().isPresent());
        }
        assertTrue(closed.get());
    }

    @Test
    void failureWhileBytesAreSkippedIsReportedAsSuch() throws Exception {
        plantPlainTree();
        // A frame that readers skip, longer than what streams buffer, stands between two frames of the tar.
        ByteBuffer skipped = ByteBuffer.allocate(1_000_000).order(ByteOrder.LITTLE_ENDIAN);
        skipped.putInt(0x184d2a50).putInt(skipped.remaining() - Integer.BYTES);
        Files.write(directory.resolve("skipped"), skipped.array());
        HostProgram.BASH.runIn(
                root,
                "C",
                "-c",
                "tar -cf ../tar . && { head -c 512 ../tar | lz4; cat ../skipped; tail -c +513 ../tar | lz4; } "
                        + "> ../archive");
        InputStream stream = new FilterInputStream(Files.newInputStream(archive)) {

            private long position;

            private void advance(long count) throws IOException {
                position += count;
                if (position > 500_000) {
                    throw new IOException("Input/output error");
                }
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                advance(count);
                return count;
            }

            @Override
            public long skip(long count) throws IOException {
                advance(count);
                return super.skip(count);
            }
        };
        IOException failure = assertThrows(IOException.class, () -> {
            try (TreeSource source = Archives.open(stream, "archive", Excludes.NONE, this::note)) {
                BuiltTree.of(source);
            }
        });
        assertEquals("Input/output error", failure.getMessage());
    }

    @Test
    @Timeout(60)
    void sourceCanBeClosedWhileItsStreamBlocks() throws Exception {
        Files.createDirectories(root);
        // What no compressor makes shorter, and more than is unpacked ahead.
        HostProgram.BASH.runIn(root, "C", "-c", "head -c 9000000 /dev/urandom > a; tar -c a | gzip > ../archive");
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        CompletableFuture<Thread> unpacker = new CompletableFuture<>();
        InputStream stream = new FilterInputStream(Files.newInputStream(archive)) {

            private long position;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (position > 1_000_000) {
                    unpacker.complete(Thread.currentThread());
                    waits.countDown();
                    awaitLikeAPipe(mayGoOn);
                }
                int count = super.read(target, offset, length);
                position += count;
                return count;
            }
        };
        try (TreeSource source = Archives.open(stream, "archive", Excludes.NONE, this::note)) {
            assertTrue(source.next().isPresent());
            waits.await();
        }
        mayGoOn.countDown();
        assertTrue(unpacker.get().join(Duration.ofMinutes(1)), "the unpacker does not end");
    }

    /** Waits, and only then takes notice of an interrupt. */
    private static void awaitLikeAPipe(CountDownLatch latch) {
        boolean interrupted = false;
        boolean waits = true;
        while (waits) {
            try {
                latch.await();
                waits = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
