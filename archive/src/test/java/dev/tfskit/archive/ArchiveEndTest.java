// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.Mounts;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.Notice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes behind the end of a tar archive are reported, or read as entries on request, and never read without limit. */
class ArchiveEndTest {

    private static final ArchiveOptions AS_IT_IS =
            ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.OFFERED);
    private static final ArchiveOptions WITHOUT_ZEROS = AS_IT_IS.withJoinedArchives(JoinedArchives.READ);

    @TempDir
    private Path temp;

    private Path archive;
    private final List<String> notices = new ArrayList<>();

    /** {@code a.tar} and {@code b.tar}, with a file each and without more padding than their end marks. */
    @BeforeEach
    void makeArchives() throws Exception {
        archive = temp.resolve("archive");
        shell("echo a > a; echo b > b; for i in a b; do tar -b 1 -cf $i.tar $i; done");
    }

    private void shell(String script) throws IOException, InterruptedException {
        HostProgram.BASH.runIn(temp, "C", "-c", "set -eo pipefail; " + script);
    }

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private Set<String> paths(ArchiveOptions options) throws IOException {
        return BuiltTree.of(Archives.open(archive, options, this::note)).keySet();
    }

    /** GNU tar has the last word on which entries are in an archive. */
    private Set<String> pathsOfTar(String... options) throws IOException, InterruptedException {
        Set<String> paths = new TreeSet<>(Set.of("/"));
        List<Object> arguments = new ArrayList<>(List.of("-t", "--warning=no-alone-zero-block", "-f", archive));
        arguments.addAll(List.of(options));
        HostProgram.TAR.run(arguments.toArray()).lines().forEach(line -> paths.add("/" + line));
        return paths;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat a.tar b.tar > archive",
                "cat a.tar b.tar | gzip > archive",
                "cat a.tar b.tar | zstd -q > archive",
                "(cat a.tar; head -c 20480000 /dev/zero; cat b.tar) > archive"
            })
    void bytesBehindTheEndMarkAreReportedOrReadAsEntries(String script) throws Exception {
        shell(script);
        assertEquals(pathsOfTar(), paths(AS_IT_IS));
        assertEquals(1, notices.size(), notices::toString);
        String place = script.contains("20480000") ? "20482048" : "2048";
        String unit = script.contains("|") ? " of the uncompressed data" : "";
        assertEquals(
                archive + ": has bytes after the mark at its end, from byte " + place + unit
                        + " on, which are left out; give --ignore-zeros to read them as entries",
                notices.getFirst());
        notices.clear();
        assertEquals(Set.of("/", "/a", "/b"), paths(WITHOUT_ZEROS));
        assertEquals(List.of(), notices);
    }

    @Test
    void loneBlockOfZerosEndsArchiveAsForGnuTar() throws Exception {
        shell("(head -c 1024 a.tar; head -c 512 /dev/zero; cat b.tar) > archive");
        assertEquals(pathsOfTar(), paths(AS_IT_IS));
        assertEquals(
                List.of(archive
                        + ": has a lone block of zeros at byte 1024, which ends it; give --ignore-zeros to read "
                        + "what follows"),
                notices);
        notices.clear();
        assertEquals(pathsOfTar("--ignore-zeros"), paths(WITHOUT_ZEROS));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @CsvSource({
        "mke2fs -q -O ^has_journal archive 1M, 1024",
        "(head -c 32768 /dev/zero; printf '\\1CD001'; head -c 10000 /dev/zero) > archive, 32768",
        "(head -c 512 /dev/zero; cat a.tar) > archive, 512"
    })
    void zerosBeforeOtherBytesAreNotAnArchive(String script, long firstByte) throws Exception {
        shell(script);
        String message =
                assertThrows(ArchiveException.class, () -> paths(AS_IT_IS)).getMessage();
        assertEquals(
                archive + ": begins with zeros, as a tar archive without entries, and has other bytes from byte "
                        + firstByte + " on; mount a file system and name the directory, or give --ignore-zeros to read "
                        + "joined archives",
                message);
    }

    /** As for a package of ops: tfs-mkfs has no option for the archive of one. */
    @ParameterizedTest
    @CsvSource({
        "cat a.tar b.tar, 'has bytes after the mark at its end, from byte 2048 on, which are left out'",
        "head -c 1024 a.tar; head -c 512 /dev/zero; cat b.tar, "
                + "'has a lone block of zeros at byte 1024, which ends it; what follows is left out'"
    })
    void optionThatIsNotOfferedIsNotRecommended(String script, String report) throws Exception {
        shell("(" + script + ") > archive");
        assertEquals(Set.of("/", "/a"), paths(ArchiveOptions.excluding(Excludes.NONE)));
        assertEquals(List.of(archive + ": " + report), notices);
    }

    @Test
    void refusalOfZerosRecommendsNoOptionThatIsNotOffered() throws Exception {
        shell("(head -c 1024 /dev/zero; cat a.tar) > archive");
        String message = assertThrows(ArchiveException.class, () -> paths(ArchiveOptions.excluding(Excludes.NONE)))
                .getMessage();
        assertTrue(message.endsWith("; mount a file system and name the directory, or copy or make it again"), message);
    }

    @Test
    void archiveBehindOneWithoutEntriesIsReadOnDemand() throws Exception {
        shell("(head -c 10240 /dev/zero; cat a.tar) > archive");
        assertEquals(Set.of("/", "/a"), paths(WITHOUT_ZEROS));
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 700})
    void halfAnEndMarkIsReported(int zeros) throws Exception {
        shell("(head -c 1024 a.tar; head -c " + zeros + " /dev/zero) > archive");
        assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        assertEquals(
                List.of(archive + ": has a lone block of zeros at byte 1024 instead of two at its end; if it was cut "
                        + "off there, entries are missing"),
                notices);
    }

    /** umoci, for one, does not fill up the block of the last entry. */
    @ParameterizedTest
    @ValueSource(ints = {514, 515, 1023})
    void missingPaddingOfLastEntryIsMissingEndMark(int length) throws Exception {
        shell("head -c " + length + " a.tar > archive");
        assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        assertEquals(
                List.of(archive + ": has no mark at its end; if it was cut off there, entries are missing"), notices);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar -cf archive a", "tar -b 4096 -cf archive a", "tar -c a | gzip > archive"})
    void paddingIsNotReported(String script) throws Exception {
        shell(script);
        assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        assertEquals(Set.of("/", "/a"), paths(WITHOUT_ZEROS));
        assertEquals(List.of(), notices);
    }

    @Test
    @Timeout(60)
    void readingOfEndlessDeviceEnds() throws Exception {
        archive = Path.of("/dev/zero");
        assertEquals(Set.of("/"), paths(AS_IT_IS));
        assertEquals(Set.of("/"), paths(WITHOUT_ZEROS));
        assertEquals(
                List.of(
                        "/dev/zero: has more zeros after its end than were read, up to byte 67174400",
                        "/dev/zero: has more zeros after its end than were read, up to byte 134283264"),
                notices);
    }

    @Test
    @Timeout(60)
    void fileMuchLongerThanItsArchiveIsNotReadToItsEnd() throws Exception {
        shell("cp a.tar archive; truncate -s 8T archive");
        assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        assertEquals(1, notices.size(), notices::toString);
    }

    /** As for a disk whose last sectors fail. */
    @Test
    @Timeout(60)
    void deviceWhoseEndCannotBeReadIsReadToTheEndOfItsArchive() throws Exception {
        shell("cp a.tar disk; truncate -s 200M disk");
        String device = Mounts.attachLoop(temp.resolve("disk"));
        try {
            shell("truncate -s 100M disk");
            archive = Path.of(device);
            assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        } finally {
            Mounts.detachLoop(device);
        }
    }

    /** A program whose pipe is closed while it writes would fail. */
    @Test
    @Timeout(60)
    void pipeIsReadToItsEnd() throws Exception {
        shell("mkfifo archive");
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                shell("(cat a.tar; head -c 100000000 /dev/zero; echo more) > archive");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(Set.of("/", "/a"), paths(AS_IT_IS));
        writer.get(30, TimeUnit.SECONDS);
        assertEquals(
                List.of(archive + ": has bytes after the mark at its end, from byte 100002048 on, which are left out; "
                        + "give --ignore-zeros to read them as entries"),
                notices);
    }

    @Test
    void streamIsReadToItsEnd() throws Exception {
        InputStream stream = new ByteArrayInputStream(new byte[70 << 20]);
        assertEquals(
                Set.of("/"),
                BuiltTree.of(Archives.open(stream, "it", Excludes.NONE, this::note))
                        .keySet());
        assertEquals(-1, stream.read());
        assertEquals(List.of(), notices);
    }

    @Test
    @Timeout(60)
    void readsZipFromPipe() throws Exception {
        shell("zip -q a.zip a b; mkfifo archive");
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                shell("cat a.zip > archive");
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(Set.of("/", "/a", "/b"), paths(AS_IT_IS.withTemporaryFilesIn(temp)));
        writer.get(30, TimeUnit.SECONDS);
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(
                    0, files.filter(each -> each.toString().endsWith(".tmp")).count());
        }
    }
}
