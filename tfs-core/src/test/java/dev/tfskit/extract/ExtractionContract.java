// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfskit.Hex;
import dev.tfskit.posix.HostNames;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.DiskTime;
import dev.tfskit.schema.Permissions;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.EntryProblem;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The extracted tree of a volume, even of a hostile one, through every {@link TargetTree}. A subclass for each
 * implementation creates it.
 */
public abstract class ExtractionContract {

    private static final int BLOCK = 512;
    /** A file with 700 bytes of data from block 70 on. */
    private static final String FILE = "(filelength:700 extents:(0:(offset:70 length:2 allocated:2)))";

    private static final String THERE_ALREADY = "exists on the host already; it was kept";
    private static final String IN_THE_WAY = "exists on the host and is not a directory; it was kept";

    @TempDir
    private Path outside;
    /** The target directory. Files beside it must not be touched. */
    private Path directory;

    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** A tree in a directory that exists. */
    abstract TargetTree tree(Path directory, Consumer<EntryProblem> warnings) throws IOException;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createDirectory(outside.resolve("directory"));
    }

    /** After each test, only the target directory and files of the test itself may be in its parent. */
    @AfterEach
    void nothingIsMadeOutside() throws IOException {
        assertEquals(
                List.of("directory", "elsewhere"),
                Stream.concat(Stream.of("elsewhere"), names(outside).stream())
                        .distinct()
                        .sorted()
                        .toList());
        if (Files.exists(outside.resolve("elsewhere"))) {
            assertEquals(List.of("kept"), names(outside.resolve("elsewhere")));
            assertEquals("kept", Files.readString(outside.resolve("elsewhere/kept")));
        }
    }

    final Path directory() {
        return directory;
    }

    final List<String> problems() {
        return problems;
    }

    final List<String> warnings() {
        return warnings;
    }

    final void extract(Volume volume) throws IOException {
        try (TargetTree tree = tree(directory, problem -> warnings.add(problem.path() + ": " + problem.text()))) {
            new Extraction(volume, problem -> problems.add(problem.path() + ": " + problem.text()), _ -> {})
                    .extract(tree);
        }
    }

    /** Extracts a volume with these entries in its root. */
    final void extract(String children) throws IOException {
        extract(HandMadeVolume.open("(children:(" + children + "))"));
    }

    public static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A directory beside the directory, which nothing may change. */
    private Path elsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(outside.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kept"), "kept");
        return elsewhere;
    }

    private static byte[] data(int block, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = HandMadeVolume.byteAt((long) block * BLOCK + i);
        }
        return bytes;
    }

    private static Tuple tree(String children) {
        return HandMadeVolume.tuple("(children:(" + children + "))");
    }

    private static Tuple children(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    /**
     *
     *
     * <pre>
     * /
     * ├ a          a directory
     * │ ├ empty    a directory
     * │ └ file     a file
     * └ link       a link to a/file
     * </pre>
     */
    @Test
    void treeIsExtractedAsItIs() throws IOException {
        extract("a:(children:(empty:(children:()) file:" + FILE + ")) link:(linktarget:a/file)");
        assertEquals(List.of(), problems);
        assertEquals(List.of("a", "link"), names(directory));
        assertEquals(List.of("empty", "file"), names(directory.resolve("a")));
        assertEquals(List.of(), names(directory.resolve("a/empty")));
        assertEquals(Path.of("a/file"), Files.readSymbolicLink(directory.resolve("link")));
        assertArrayEquals(data(70, 700), Files.readAllBytes(directory.resolve("link")));
    }

    @Test
    void holesAndTheRestBehindTheLastExtentAreZeros() throws IOException {
        extract("file:(filelength:5000 extents:(2:(offset:70 length:1 allocated:1) 4:(offset:80 length:1 "
                + "allocated:1 uninited:x)))");
        byte[] expected = new byte[5000];
        System.arraycopy(data(70, BLOCK), 0, expected, 2 * BLOCK, BLOCK);
        assertArrayEquals(expected, Files.readAllBytes(directory.resolve("file")));
    }

    @Test
    void blocksBehindTheEndOfAFileStayInTheVolume() throws IOException {
        extract("file:(filelength:10 extents:(0:(offset:70 length:9 allocated:9) 20:(offset:80 length:1 "
                + "allocated:1)))");
        assertArrayEquals(data(70, 10), Files.readAllBytes(directory.resolve("file")));
    }

    @Test
    void fileOfSeveralMegabytesIsExtractedWhole() throws IOException {
        int blocks = 5000;
        Tuple root = tree("file:(filelength:2559000 extents:(0:(offset:65 length:5000 allocated:5000)))");
        extract(Volume.open(HandMadeVolume.device(root, blocks)));
        assertArrayEquals(data(65, 2_559_000), Files.readAllBytes(directory.resolve("file")));
    }

    @Test
    void emptyFileIsExtracted() throws IOException {
        extract("file:() other:(extents:() filelength:0)");
        assertEquals(0, Files.size(directory.resolve("file")));
        assertEquals(0, Files.size(directory.resolve("other")));
    }

    @Test
    void namesOfOneInodeAreNamesOfOneFile() throws IOException {
        Tuple root = tree("a:" + FILE + " d:(children:()) l:(linktarget:x)");
        Tuple a = children(root).tuple(Symbol.of("a")).orElseThrow();
        Tuple l = children(root).tuple(Symbol.of("l")).orElseThrow();
        a.set(Attributes.LINK_COUNT, Int.of(2));
        l.set(Attributes.LINK_COUNT, Int.of(2));
        children(children(root).tuple(Symbol.of("d")).orElseThrow()).set(Symbol.of("b"), a);
        children(root).set(Symbol.of("m"), l);
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of(), problems);
        assertTrue(Files.isSameFile(directory.resolve("a"), directory.resolve("d/b")));
        assertArrayEquals(data(70, 700), Files.readAllBytes(directory.resolve("d/b")));
        assertEquals(Path.of("x"), Files.readSymbolicLink(directory.resolve("m")));
    }

    /** Most other writers store no link count. */
    @Test
    void namesWithoutLinkCountAreNamesOfOneFile() throws IOException {
        Tuple root = tree("a:" + FILE + " d:(children:())");
        Tuple a = children(root).tuple(Symbol.of("a")).orElseThrow();
        children(children(root).tuple(Symbol.of("d")).orElseThrow()).set(Symbol.of("b"), a);
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of(), problems);
        assertTrue(Files.isSameFile(directory.resolve("a"), directory.resolve("d/b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3a4", "0a", "20", "'...'", "'%41'", "'a:b'", "'-rf'"})
    void namesComeOutByteForByte(String hex) throws IOException {
        Symbol name = Symbol.wrap(Hex.bytes(hex));
        Tuple root = tree("");
        Tuple inner = tree("");
        children(root).set(name, inner);
        children(inner).set(name, HandMadeVolume.tuple(FILE));
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of(), problems);
        Path made = HostNames.resolve(directory, Hex.bytes(hex));
        assertArrayEquals(data(70, 700), Files.readAllBytes(HostNames.resolve(made, Hex.bytes(hex))));
    }

    @Test
    void nameOf255BytesIsExtracted() throws IOException {
        extract("x".repeat(255) + ":" + FILE);
        assertEquals(700, Files.size(directory.resolve("x".repeat(255))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'/'", "'/etc'", "'a/b'", "'../evil'", "'a/../../evil'", "'./evil'", "'a/'", "00", "'a' 00 'b'"})
    void nameThatIsPathIsLeftOut(String hex) throws IOException {
        Symbol name = Symbol.wrap(Hex.bytes(hex));
        for (String entry : List.of(FILE, "(children:(inside:" + FILE + "))", "(linktarget:x)", "(socket:x)")) {
            Tuple root = tree("a:(children:()) good:" + FILE);
            children(root).set(name, HandMadeVolume.tuple(entry));
            Files.deleteIfExists(directory.resolve("good"));
            extract(Volume.open(HandMadeVolume.device(root, 100)));
        }
        assertEquals(4, problems.size(), problems::toString);
        assertEquals(List.of("a", "good"), names(directory));
        assertEquals(List.of(), names(directory.resolve("a")));
    }

    @Test
    void tooLongNameIsLeftOut() throws IOException {
        extract("a:" + FILE + " " + "x".repeat(256) + ":" + FILE);
        assertEquals(1, problems.size());
        assertEquals(List.of("a"), names(directory));
    }

    @Test
    void dotsAreNoEntries() throws IOException {
        extract("a:(children:(..:(children:(evil:" + FILE + ")) .:(children:(evil:" + FILE + "))))");
        assertEquals(List.of(), problems);
        assertEquals(List.of("a"), names(directory));
        assertEquals(List.of(), names(directory.resolve("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, "(linktarget:x)"})
    void existingFileIsKept(String entry) throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        extract("a:" + entry + " b:" + FILE);
        assertEquals(List.of("/a: " + THERE_ALREADY), problems);
        assertEquals("mine", Files.readString(directory.resolve("a")));
        assertEquals(700, Files.size(directory.resolve("b")));
    }

    @Test
    void fileInPlaceOfADirectoryIsKeptWithOneReport() throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        extract("a:(children:(b:" + FILE + " c:(children:(d:" + FILE + ")) e:(linktarget:x)))");
        assertEquals(List.of("/a: " + IN_THE_WAY), problems);
        assertEquals("mine", Files.readString(directory.resolve("a")));
    }

    @Test
    void existingDirectoryIsFilledUp() throws IOException {
        Files.createDirectory(directory.resolve("a"));
        Files.writeString(directory.resolve("a/mine"), "mine");
        extract("a:(children:(mine:" + FILE + " new:" + FILE + "))");
        assertEquals(List.of("/a/mine: " + THERE_ALREADY), problems);
        assertEquals("mine", Files.readString(directory.resolve("a/mine")));
        assertEquals(700, Files.size(directory.resolve("a/new")));
    }

    @Test
    void directoryInPlaceOfFileIsKept() throws IOException {
        Files.createDirectory(directory.resolve("a"));
        extract("a:" + FILE);
        assertEquals(List.of("/a: " + THERE_ALREADY), problems);
        assertEquals(List.of(), names(directory.resolve("a")));
    }

    /** The link was there before: what the volume has as a directory would else come out where it leads. */
    @Test
    void linkInPlaceOfDirectoryIsNotFollowed() throws IOException {
        Files.createSymbolicLink(directory.resolve("a"), elsewhere());
        extract("a:(children:(kept:" + FILE + " evil:" + FILE + " d:(children:()) l:(linktarget:x)))");
        assertEquals(List.of("/a: " + IN_THE_WAY), problems);
        assertTrue(Files.isSymbolicLink(directory.resolve("a")));
        Files.delete(directory.resolve("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "evil"})
    void linkInPlaceOfFileIsNotFollowed(String target) throws IOException {
        Files.createSymbolicLink(directory.resolve("a"), elsewhere().resolve(target));
        extract("a:" + FILE);
        assertEquals(List.of("/a: " + THERE_ALREADY), problems);
        Files.delete(directory.resolve("a"));
    }

    /**
     * Two entries, one name to a host that takes upper and lower case for the same; and links to the outside come last.
     */
    @Test
    void linkOfVolumeIsNotFollowed() throws IOException {
        Path elsewhere = elsewhere();
        extract("a:(linktarget:\"" + elsewhere + "\") \"a/kept\":" + FILE + " \"a/evil\":" + FILE
                + " b:(children:(c:(linktarget:\"../../elsewhere\")))");
        assertEquals(2, problems.size(), problems::toString);
        assertEquals(elsewhere, Files.readSymbolicLink(directory.resolve("a")));
        Files.delete(directory.resolve("a"));
        Files.delete(directory.resolve("b/c"));
    }

    /** The file that is there has the name, but it is another file. */
    @Test
    void secondNameIsNeverLinkedToExistingFile() throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        Tuple root = tree("a:" + FILE);
        Tuple file = children(root).tuple(Symbol.of("a")).orElseThrow();
        file.set(Attributes.LINK_COUNT, Int.of(3));
        children(root).set(Symbol.of("b"), file);
        children(root).set(Symbol.of("c"), file);
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of("/a: " + THERE_ALREADY), problems);
        assertArrayEquals(data(70, 700), Files.readAllBytes(directory.resolve("b")));
        assertTrue(Files.isSameFile(directory.resolve("b"), directory.resolve("c")));
        assertEquals("mine", Files.readString(directory.resolve("a")));
    }

    @Test
    void secondNameOfLinkIsNeverLinkedToExistingFile() throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        Tuple root = tree("a:(linktarget:x nlink:2)");
        children(root).set(Symbol.of("b"), children(root).tuple(Symbol.of("a")).orElseThrow());
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of("/a: " + THERE_ALREADY), problems);
        assertEquals(Path.of("x"), Files.readSymbolicLink(directory.resolve("b")));
    }

    @Test
    void directoryInsideItselfIsReported() throws IOException {
        Tuple root = tree("a:(children:(b:(children:())))");
        Tuple a = children(root).tuple(Symbol.of("a")).orElseThrow();
        children(children(a).tuple(Symbol.of("b")).orElseThrow()).set(Symbol.of("again"), a);
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(
                List.of("/a/b/again: the directory has another name already, or is one of its own parents"), problems);
        assertEquals(List.of(), names(directory.resolve("a/b")));
    }

    @Test
    void failureOfOneEntryDoesNotStopTheOthers() throws IOException {
        extract("a:(filelength:700 extents:(0:(offset:70 length:2 allocated:1))) b:x c:(filelength:x) d:(linktarget:())"
                + " e:(filelength:700 extents:(0:(offset:9999 length:2 allocated:2))) f:(linktarget:\"\") good:"
                + FILE);
        assertEquals(
                List.of("/a", "/b", "/c", "/d", "/e", "/f"),
                problems.stream()
                        .map(problem -> problem.substring(0, problem.indexOf(':')))
                        .sorted()
                        .toList());
        assertEquals(List.of("good"), names(directory));
    }

    @Test
    void fileLargerThanHostCanHoldDoesNotStopOthers() throws IOException {
        extract("a:(filelength:9223372036854775807) b:(filelength:9223372036854775807"
                + " extents:(18014398509481982:(offset:70 length:1 allocated:1))) good:" + FILE);
        assertEquals(2, problems.size(), problems::toString);
        assertEquals(List.of("good"), names(directory));
    }

    @Test
    void linkTargetWithNulIsNotCutOff() throws IOException {
        Tuple root = tree("good:" + FILE + " bad:(linktarget:x)");
        children(root)
                .tuple(Symbol.of("bad"))
                .orElseThrow()
                .set(Attributes.LINK_TARGET, Text.wrap(Hex.bytes("'good' 00 'x'")));
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(1, problems.size());
        assertTrue(
                problems.getFirst().startsWith("/bad: ") && problems.getFirst().contains("NUL"), problems::toString);
        assertEquals(List.of("good"), names(directory));
    }

    @Test
    void modesAndTimesComeOut() throws IOException {
        Tuple root = tree("d:(children:(f:" + FILE + "))");
        Tuple d = children(root).tuple(Symbol.of("d")).orElseThrow();
        Tuple f = children(d).tuple(Symbol.of("f")).orElseThrow();
        Instant time = Instant.ofEpochSecond(1_234_567_890, 123_456_789);
        for (Tuple each : List.of(root, d, f)) {
            each.set(Attributes.MODIFIED, DiskTime.encode(time));
        }
        d.set(Attributes.PERMISSIONS, Text.of("1711 0 0"));
        f.set(Attributes.PERMISSIONS, Text.of("0604 0 0"));
        extract(Volume.open(HandMadeVolume.device(root, 100)));
        assertEquals(List.of(), problems);
        for (String name : List.of("", "d", "d/f")) {
            assertEquals(FileTime.from(time), Files.getLastModifiedTime(directory.resolve(name)), name);
        }
        assertEquals(01711, mode(directory.resolve("d")));
        assertEquals(0604, mode(directory.resolve("d/f")));
    }

    static int mode(Path file) throws IOException {
        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"));
        return (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    /** It gets its mode when everything is in it. */
    @Test
    void directoryWithoutWritePermissionIsFilled() throws IOException {
        extract("d:(posix.perm:\"0555 0 0\" children:(e:(posix.perm:\"0000 0 0\" children:(f:" + FILE + "))))");
        assertEquals(List.of(), problems);
        assertEquals(0555, mode(directory.resolve("d")));
        assertEquals(0, mode(directory.resolve("d/e")));
        Files.setAttribute(directory.resolve("d/e"), "unix:mode", 0700);
        assertEquals(700, Files.size(directory.resolve("d/e/f")));
    }

    @Test
    void fileWithoutReadPermissionGetsItsTime() throws IOException {
        extract("f:(posix.perm:\"0000 0 0\" mtime:4294967296)");
        assertEquals(List.of(), problems);
        assertEquals(0, mode(directory.resolve("f")));
        assertEquals(FileTime.from(Instant.ofEpochSecond(1)), Files.getLastModifiedTime(directory.resolve("f")));
    }

    @Test
    void extendedAttributesComeOut() throws IOException {
        assumeExtendedAttributes();
        extract("d:(children:() user.name:value) f:(user.a:\"\" user.b:x)");
        assertEquals(List.of(), problems);
        assertEquals(List.of(), warnings);
        assertEquals("value", attribute(directory.resolve("d"), "name"));
        assertEquals("", attribute(directory.resolve("f"), "a"));
        assertEquals("x", attribute(directory.resolve("f"), "b"));
    }

    @Test
    void extendedAttributeThatHostRefusesIsOnlyWarning() throws IOException {
        assumeExtendedAttributes();
        extract("f:(user.large:" + "x".repeat(100_000) + " user.small:x nonsense.name:x)");
        assertEquals(List.of(), problems);
        assertEquals(
                List.of("/f", "/f"),
                warnings.stream().map(warning -> warning.substring(0, 2)).toList());
        assertEquals("x", attribute(directory.resolve("f"), "small"));
    }

    private void assumeExtendedAttributes() throws IOException {
        Path probe = Files.createFile(outside.resolve("probe"));
        try {
            Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class)
                    .write("a", ByteBuffer.allocate(1));
        } catch (FileSystemException e) {
            assumeTrue(false, "this file system has no extended attributes");
        } finally {
            Files.delete(probe);
        }
    }

    private static String attribute(Path file, String name) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        return new String(value.array(), StandardCharsets.UTF_8);
    }

    @Test
    void treeOfThirtyLevelsIsExtracted() throws IOException {
        Tuple inner = HandMadeVolume.tuple("(children:(file:" + FILE + "))");
        for (int level = 0; level < 30; level++) {
            Tuple outer = tree("");
            children(outer).set(Symbol.of("directory"), inner);
            inner = outer;
        }
        extract(Volume.open(HandMadeVolume.device(inner, 100)));
        assertEquals(List.of(), problems);
        Path at = directory;
        for (int level = 0; level < 30; level++) {
            at = at.resolve("directory");
        }
        assertArrayEquals(data(70, 700), Files.readAllBytes(at.resolve("file")));
    }

    @Test
    void unfinishedFileIsRemoved() throws IOException {
        EntryAttributes attributes =
                new EntryAttributes(new Permissions(0644, 0, 0), Instant.EPOCH, Collections.emptySortedMap());
        Place place = Place.of(TreePath.ROOT.child(Symbol.of("f")));
        try (TargetTree tree = tree(directory, _ -> {})) {
            try (TargetTree.HostOutput output = tree.createFile(place)) {
                output.write(ByteBuffer.allocateDirect(10), 0);
            }
            assertFalse(Files.exists(directory.resolve("f")));
            try (TargetTree.HostOutput output = tree.createFile(place)) {
                output.write(ByteBuffer.allocateDirect(10), 0);
                output.finish(attributes);
            }
            assertEquals(10, Files.size(directory.resolve("f")));
        }
    }
}
