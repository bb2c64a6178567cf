// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.HostProgram;
import dev.tfskit.error.ArchiveException;
import dev.tfskit.source.Content;
import dev.tfskit.source.EntryPatterns;
import dev.tfskit.source.Excludes;
import dev.tfskit.source.KernelDirectories;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.host.DirectorySelection;
import dev.tfskit.source.host.DirectorySource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hard links to files that stay out of the image, and links whose file comes in an unusual order. */
class LeftOutLinksTest {

    @TempDir
    private Path temp;

    private final List<String> notices = new ArrayList<>();

    private void note(Notice notice) {
        notices.add(notice.subject() + ": " + notice.text());
    }

    private void shell(String script) throws IOException, InterruptedException {
        HostProgram.BASH.runIn(temp, "C", "-c", "set -eo pipefail; " + script);
    }

    private SortedMap<String, String> directory(Excludes excludes) throws IOException {
        return BuiltTree.of(new DirectorySource(
                temp.resolve("root"), DirectorySelection.usual().with(excludes), this::note));
    }

    private SortedMap<String, String> file(ArchiveOptions options) throws IOException {
        return BuiltTree.of(Archives.open(temp.resolve("archive"), options, this::note));
    }

    private SortedMap<String, String> stream(Excludes excludes) throws IOException {
        try (InputStream stream = Files.newInputStream(temp.resolve("archive"))) {
            return BuiltTree.of(Archives.open(stream, "it", excludes, this::note));
        }
    }

    private SortedMap<String, String> tree(HandMadeTar tar, String... excludes) throws IOException {
        return BuiltTree.of(Archives.open(
                new ByteArrayInputStream(tar.end()),
                "it",
                new Excludes(EntryPatterns.of(List.of(excludes)), KernelDirectories.LEFT_EMPTY),
                this::note));
    }

    /** Three names of a file of noise, of a sparse file and of a symbolic link, in four directories. */
    @ParameterizedTest
    @CsvSource({
        "gnu, cat, /a",
        "gnu, gzip, /a",
        "gnu, cat, /b",
        "posix, cat, /a",
        "posix, zstd -q, /a",
        "gnu, cat, c",
        "posix, gzip, /a/**",
        "oldgnu, cat, noise"
    })
    void directoryAndArchiveGiveSameTree(String format, String compressor, String pattern) throws Exception {
        shell("mkdir -p root/a root/b root/c root/d; cd root; head -c 300000 /dev/urandom > a/noise; "
                + "truncate -s 30M a/holes; echo end >> a/holes; ln -s noise a/link; echo single > a/single; "
                + "for d in b c d; do ln a/noise $d/noise; ln a/holes $d/holes; ln a/link $d/link; done; "
                + "cd ..; find root -exec touch -hd @1600000000 {} +; "
                + "tar -cS --format=" + format + " --sort=name -C root . | " + compressor + " > archive");
        Excludes excludes = new Excludes(EntryPatterns.of(List.of(pattern)), KernelDirectories.LEFT_EMPTY);
        String expected = directory(excludes).toString();
        assertEquals(expected, file(ArchiveOptions.excluding(excludes)).toString());
        assertEquals(expected, stream(excludes).toString());
        assertEquals(List.of(), notices);
    }

    @Test
    void onlyAFileThatIsNeededFailsWhenThereIsNoRoomToKeepIt() throws Exception {
        shell("mkdir root; cd root; echo a > a; ln a b; echo c > c; " + "tar -cz --sort=name . > ../archive");
        ArchiveOptions options = ArchiveOptions.excluding(
                        new Excludes(EntryPatterns.of(List.of("/c")), KernelDirectories.LEFT_EMPTY))
                .withTemporaryFilesIn(temp.resolve("missing"));
        assertEquals(Set.of("/", "/a", "/b"), file(options).keySet());
        IOException refusal = assertThrows(
                IOException.class,
                () -> file(ArchiveOptions.excluding(
                                new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY))
                        .withTemporaryFilesIn(temp.resolve("missing"))));
        assertTrue(refusal.getMessage().contains("needs a temporary file in " + temp.resolve("missing")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100})
    void archiveThatIsCutMeanwhileIsIncomplete(int length) throws IOException {
        Path archive = temp.resolve("archive");
        byte[] whole = new HandMadeTar()
                .file("a/first", "x".repeat(5000))
                .entry('1', "b", "a/first")
                .end();
        Files.write(archive, whole);
        ArchiveOptions options =
                ArchiveOptions.excluding(new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY));
        try (TreeSource source = Archives.open(archive, options, this::note)) {
            SourceEntry.File file = (SourceEntry.File) source.next().orElseThrow();
            Files.write(archive, Arrays.copyOf(whole, length));
            try (Content.Reader reader = file.content().open()) {
                ByteBuffer bytes = ByteBuffer.allocate(5000);
                int left = Math.max(0, length - 512);
                if (left > 0) {
                    assertEquals(left, reader.read(bytes, 0));
                }
                ArchiveException refusal = assertThrows(ArchiveException.class, () -> reader.read(bytes, left));
                assertEquals(
                        archive + ": ends too early, at byte " + length + "; it is incomplete: copy or make it again",
                        refusal.getMessage());
            }
        }
    }

    @Test
    void linkToLeftOutLinkIsNameOfSameFile() throws IOException {
        SortedMap<String, String> tree = tree(
                new HandMadeTar()
                        .file("a/first", "text")
                        .entry('1', "a/second", "a/first")
                        .entry('1', "b/third", "a/second")
                        .entry('1', "b/fourth", "a/first"),
                "/a");
        assertEquals(Set.of("/", "/b", "/b/third", "/b/fourth"), tree.keySet());
        assertTrue(tree.toString().contains("/b/fourth"), tree::toString);
        assertEquals(List.of(), notices);
    }

    @Test
    void fileGoesToFirstLinkThatIsNotReplaced() throws IOException {
        SortedMap<String, String> tree = tree(
                new HandMadeTar()
                        .file("a", "old")
                        .entry('1', "b", "a")
                        .file("b", "other text")
                        .entry('1', "c", "a"),
                "/a");
        assertEquals(Set.of("/", "/b", "/c"), tree.keySet());
        assertTrue(tree.get("/b").contains("10"), tree::toString);
    }

    private static HandMadeTar archive(String members) {
        HandMadeTar tar = new HandMadeTar();
        for (String member : members.split(" ")) {
            String[] parts = member.split("[=>]");
            if (member.contains("=")) {
                tar.file(parts[0], parts[1]);
            } else {
                tar.entry('1', parts[0], parts[1]);
            }
        }
        return tar;
    }

    /** The files of a tree, each with its content or another name of the same file. */
    private static String files(SortedMap<String, String> tree) {
        return tree.toString().replaceAll(", (?!/)[^/}]*", ";");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The name of a left-out link becomes that of another file.
                "a/f=old a/l>a/f a/l=newer b/z>a/l",
                "a/f=old a/g=older a/l>a/f a/l>a/g b/z>a/l",
                // The name of a left-out file becomes that of another file.
                "a/f=old a/l>a/f a/f=newer b/z>a/l",
                "a/f=old a/l>a/f a/m>a/l a/f=newer a/l=newest b/y>a/f b/z>a/m",
                "a/f=old b/y>a/f a/f=newer b/z>a/f",
                // Later the path of a link to the older file becomes that of another file.
                "a/f=old a/l>a/f b/y>a/f a/f=newer b/y=newest b/z>a/l",
                "a/f=old a/l>a/f b/y>a/f a/f=newer b/y>a/f b/z>a/l",
                // GNU tar adds a file of several names that it meets again as a link to itself.
                "b/f=old a/l>b/f b/f>b/f b/z>a/l",
                "b/f=old a/l>b/f b/f>b/f b/y>b/f b/f=newer b/z>a/l",
                // A left-out link leads to a file that goes in.
                "b/f=old a/l>b/f a/m>a/l b/z>a/m",
                "b/f=old a/l=older a/l>b/f b/z>a/l",
                // Later the name of that file becomes that of another file.
                "b/f=old a/l>b/f b/y>b/f b/f=newer b/z>a/l",
                "b/f=old b/y>b/f a/l>b/f b/f=newer b/z>a/l",
                "b/f=old b/y>b/f b/x>b/y a/l>b/x b/y=newer b/x=newest b/z>a/l",
                "b/f=old b/y>b/f b/f=newer a/l>b/y b/x>a/l b/y=newest b/z>a/l",
                "b/f=old a/l>b/f a/m>a/l b/y>a/m b/x>b/y b/f=newer b/y=newest b/z>a/l",
                "a/f=old b/y>a/f a/l>b/y b/y=newest b/z>a/l",
                "a/f=old b/y>a/f b/x>b/y b/y=newest b/z>a/f"
            })
    void linkHasTheFileThatItsTargetNamedThen(String members) throws Exception {
        Files.write(temp.resolve("archive"), archive(members).end());
        shell("mkdir root; tar -xf archive -C root");
        Excludes excludes = new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY);
        String extracted = files(directory(excludes));
        assertEquals(extracted, files(file(ArchiveOptions.excluding(excludes))));
        assertEquals(extracted, files(stream(excludes)));
        assertEquals(List.of(), notices);
    }

    /** The file is no longer in the image, and is not kept: its first name did not stay out. */
    @Test
    void linkStaysOutWhenAnotherFileHasReplacedItsFile() throws IOException {
        SortedMap<String, String> tree = tree(archive("b/f=old a/l>b/f b/f=newer b/z>a/l a/l=newest"), "/a");
        assertEquals(Set.of("/", "/b", "/b/f"), tree.keySet());
        assertEquals(List.of("/b/z: is left out: it is a hard link to /a/l, and that is left out"), notices);
    }

    @Test
    void linkToLinkThatWasAddedToTheArchiveAgainHasTheNewFile() throws Exception {
        shell("mkdir -p root/a root/b; cd root; echo old >a/f; ln a/f a/l; tar -cf ../archive a/f a/l; "
                + "rm a/l; echo newer >a/l; ln a/l b/z; tar -rf ../archive a/l b/z");
        Excludes excludes = new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY);
        assertEquals(files(directory(excludes)), files(file(ArchiveOptions.excluding(excludes))));
    }

    /** Such a device stays out for itself, so its links do, too, whatever has its name before and after it. */
    @Test
    void linkToLeftOutLinkToDeviceWithoutPossibleNumbersStaysOut() throws IOException {
        byte[] device = HandMadeTar.header('3', "a/f", "", "00000000000\0");
        System.arraycopy("0010000\0".getBytes(StandardCharsets.US_ASCII), 0, device, 329, 8);
        HandMadeTar tar = new HandMadeTar()
                .file("a/f", "old")
                .file("a/l", "old")
                .add(device)
                .entry('1', "a/l", "a/f")
                .file("a/f", "newer")
                .entry('1', "b/y", "a/f")
                .entry('1', "b/z", "a/l");
        assertEquals(Set.of("/", "/b", "/b/y"), tree(tar, "/a").keySet());
        assertEquals(List.of("it: 1 device was left out: the archive has no device numbers that Linux knows"), notices);
    }

    /** Without their first names, both have the same path. */
    @Test
    void linkToDeviceWithoutPossibleNumbersThatHasItsPathStaysOut() throws IOException {
        byte[] device = HandMadeTar.header('3', "x/n", "", "00000000000\0");
        System.arraycopy("0010000\0".getBytes(StandardCharsets.US_ASCII), 0, device, 329, 8);
        Files.write(
                temp.resolve("archive"),
                new HandMadeTar()
                        .add(device)
                        .entry('1', "y/n", "x/n")
                        .file("y/f", "f")
                        .end());
        assertEquals(
                Set.of("/", "/f"),
                file(ArchiveOptions.excluding(Excludes.NONE).strippingNames(1)).keySet());
        assertEquals(1, notices.size(), notices::toString);
    }

    @Test
    void acceptsLinkBeforeItsFile() throws IOException {
        HandMadeTar tar =
                new HandMadeTar().entry('1', "c", "b").entry('1', "b", "a").file("a", "text");
        SortedMap<String, String> tree = tree(tar);
        assertEquals(Set.of("/", "/a", "/b", "/c"), tree.keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void acceptsLinkBeforeItsLeftOutFile() throws IOException {
        HandMadeTar tar =
                new HandMadeTar().entry('1', "c", "a").entry('1', "b", "a").file("a", "text");
        assertEquals(Set.of("/", "/b", "/c"), tree(tar, "/a").keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void reportsLinkToLeftOutFileThatNeverComes() throws IOException {
        assertEquals(
                Set.of("/"), tree(new HandMadeTar().entry('1', "b", "a"), "/a").keySet());
        assertEquals(List.of("/b: is left out: it is a hard link to /a, and that is left out"), notices);
    }

    @Test
    void refusalOfLinkToMissingFileNamesBoth() {
        IOException refusal = assertThrows(IOException.class, () -> tree(new HandMadeTar().entry('1', "b", "a")));
        assertEquals(
                "it: the entry /b is a hard link to /a, which is missing; add /a, or leave the link out",
                refusal.getMessage());
    }

    @Test
    void refusalOfEntryBelowFileNamesArchive() {
        IOException refusal = assertThrows(
                IOException.class,
                () -> tree(new HandMadeTar().file("d/a", "text").file("d/a/b", "text")));
        assertEquals("it: the entry /d/a/b is below a, which is not a directory; leave it out", refusal.getMessage());
    }

    private static HandMadeTar linkWithData(boolean hasRecords) {
        HandMadeTar tar = new HandMadeTar().file("a", "text");
        if (hasRecords) {
            tar.records('x', "mtime=5");
        }
        return tar.add(HandMadeTar.header('1', "b", "a", "00000000004\0"))
                .raw("text".getBytes(StandardCharsets.US_ASCII))
                .raw(new byte[508])
                .file("c", "more");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptsHardLinkWithDataOfItsFile(boolean hasRecords) throws IOException {
        assertEquals(
                Set.of("/", "/a", "/b", "/c"), tree(linkWithData(hasRecords)).keySet());
        SortedMap<String, String> rest = tree(linkWithData(hasRecords), "/a");
        assertEquals(Set.of("/", "/b", "/c"), rest.keySet());
        assertTrue(rest.get("/b").contains("4"), rest::toString);
    }

    @Test
    void linkBeforeTheLinkWithDataOfTheirLeftOutFileGoesIn() throws IOException {
        HandMadeTar tar = new HandMadeTar()
                .entry('1', "c", "a")
                .add(HandMadeTar.header('1', "b", "a", "00000000004\0"))
                .raw("text".getBytes(StandardCharsets.US_ASCII))
                .raw(new byte[508]);
        assertEquals(Set.of("/", "/b", "/c"), tree(tar, "/a").keySet());
        assertEquals(List.of(), notices);
    }

    /** The data look like a header, and only the record tells that they are none. */
    @Test
    void recordWithSizeAnnouncesDataOfHardLink() throws IOException {
        byte[] inner = new HandMadeTar().file("inner", "").end();
        HandMadeTar tar = new HandMadeTar()
                .entry('0', "a", inner)
                .records('x', "size=" + inner.length)
                .entry('1', "b", "a")
                .raw(inner)
                .file("c", "more");
        assertEquals(Set.of("/", "/a", "/b", "/c"), tree(tar).keySet());
    }

    @Test
    void dataOfLastHardLinkMayLackPadding() throws IOException {
        byte[] archive = new HandMadeTar()
                .file("a", "text")
                .add(HandMadeTar.header('1', "b", "a", "00000000004\0"))
                .raw("text".getBytes(StandardCharsets.US_ASCII))
                .end();
        byte[] cut = Arrays.copyOf(archive, archive.length - 1024);
        SortedMap<String, String> tree = BuiltTree.of(Archives.open(
                new ByteArrayInputStream(cut),
                "it",
                new Excludes(EntryPatterns.of(List.of("/a")), KernelDirectories.LEFT_EMPTY),
                this::note));
        assertEquals(Set.of("/", "/b"), tree.keySet());
        assertEquals(List.of("it: has no mark at its end; if it was cut off there, entries are missing"), notices);
    }

    /**
     * The data look like a header or like the end of the archive. A program writes data with all links or with none.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void earlierLinkWithDataAnnouncesDataOfHardLink(boolean isArchive) throws IOException {
        byte[] text = "text".getBytes(StandardCharsets.US_ASCII);
        byte[] content = isArchive ? new HandMadeTar().file("inner", "").end() : new byte[2048];
        HandMadeTar tar = new HandMadeTar()
                .entry('0', "a", text)
                .records('x', "mtime=5")
                .linkWithContents("b", "a", text)
                .entry('0', "c", content)
                .records('x', "mtime=5")
                .linkWithContents("d", "c", content)
                .file("e", "more");
        assertEquals(Set.of("/", "/a", "/b", "/c", "/d", "/e"), tree(tar).keySet());
        assertEquals(List.of(), notices);
    }

    @Test
    void linkWithDataAnnouncesNoneOfLinksInTheNextArchive() throws IOException {
        byte[] text = "text".getBytes(StandardCharsets.US_ASCII);
        byte[] first = new HandMadeTar()
                .entry('0', "a", text)
                .linkWithContents("b", "a", text)
                .end();
        byte[] second = new HandMadeTar()
                .entry('0', "c", text)
                .add(HandMadeTar.header('1', "d", "c", "00000000004\0"))
                .file("e", "more")
                .end();
        Files.write(
                temp.resolve("archive"),
                new HandMadeTar().raw(first).raw(second).end());
        assertEquals(
                Set.of("/", "/a", "/b", "/c", "/d", "/e"),
                file(ArchiveOptions.excluding(Excludes.NONE).withJoinedArchives(JoinedArchives.READ))
                        .keySet());
        assertEquals(List.of(), notices);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptsHardLinkWithSizeAndNoData(boolean hasRecords) throws IOException {
        HandMadeTar tar = new HandMadeTar().file("a", "text");
        if (hasRecords) {
            tar.records('x', "path=b");
        }
        tar.add(HandMadeTar.header('1', "b", "a", "00000000004\0")).file("c", "more");
        assertEquals(Set.of("/", "/a", "/b", "/c"), tree(tar).keySet());
    }

    @ParameterizedTest
    @CsvSource({".", "./etc ./top", "etc/./deep ./top top/./b"})
    void stripsAsManyNamesAsTar(String members) throws Exception {
        shell("mkdir -p made/etc/deep/er made/top/a made/top/b; cd made; echo 1 > etc/deep/er/f; echo 22 > top/a/f; "
                + "echo 333 > single; ln etc/deep/er/f etc/deep/g; ln top/a/f top/b/g; tar -cf ../archive " + members);
        for (int names = 0; names < 4; names++) {
            shell("rm -rf root; mkdir root; tar -xf archive -C root --strip-components " + names);
            assertEquals(
                    files(directory(Excludes.NONE)),
                    files(file(ArchiveOptions.excluding(Excludes.NONE).strippingNames(names))),
                    "names: " + names);
        }
    }

    @Test
    void strippedNamesAreTakenOffPathsAndLinkTargetsAlike() throws Exception {
        shell("mkdir -p root/top/a root/top/b; cd root; echo x > top/a/file; "
                + "ln top/a/file top/b/other; echo y > single; "
                + "ln single top/a/fromAbove; ln -s ../a/file top/b/soft; tar -cf ../archive single top");
        SortedMap<String, String> tree =
                file(ArchiveOptions.excluding(Excludes.NONE).strippingNames(1));
        assertEquals(Set.of("/", "/a", "/a/file", "/a/fromAbove", "/b", "/b/other", "/b/soft"), tree.keySet());
        assertEquals(List.of(), notices);
        assertEquals(
                Set.of("/", "/file", "/fromAbove", "/other", "/soft"),
                file(ArchiveOptions.excluding(Excludes.NONE).strippingNames(2)).keySet());
    }
}
