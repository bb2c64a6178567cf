// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Await;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What of a volume is extracted, what becomes of what was there before, and what is left when it is stopped or a disk
 * fails: by descriptors, and in the portable way. In this tree:
 *
 * <pre>
 * /
 * +- a/            mode 0710, of 1978
 * |  +- b/
 * |  |  +- f       700 bytes
 * |  |  +- g       700 bytes, also /h
 * |  +- c          a link to b
 * +- d/            empty
 * +- h
 * +- l             a link to a
 * </pre>
 */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ExtractionChoicesTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final String FILE = "(filelength:700 extents:(0:(offset:70 length:2 allocated:2)))";
    private static final String NOT_EMPTY = ": is a directory that is not empty; it was kept";
    private static final String ALREADY = ": exists on the host already; it was kept";
    private static final String IN_THE_WAY = ": exists on the host and is not a directory; it was kept";

    @Parameter
    private boolean portable;

    @TempDir
    private Path outside;

    private Path directory;
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        directory = Files.createDirectory(outside.resolve("directory"));
        Files.createDirectory(outside.resolve("elsewhere"));
        Files.writeString(outside.resolve("elsewhere/kept"), "kept");
    }

    @AfterEach
    void nothingElsewhereHasChanged() throws IOException {
        assertEquals(List.of("directory", "elsewhere"), ExtractionContract.names(outside));
        assertEquals(List.of("kept"), ExtractionContract.names(outside.resolve("elsewhere")));
        assertEquals("kept", Files.readString(outside.resolve("elsewhere/kept")));
    }

    private static Tuple tree() {
        Tuple root = HandMadeVolume.tuple("(children:(a:(children:(b:(children:(f:" + FILE + " g:" + FILE
                + ")) c:(linktarget:b)) posix.perm:\"0710 0 0\") d:(children:()) l:(linktarget:a)))");
        Tuple a = ManifoldVolume.children(root).tuple(Symbol.of("a")).orElseThrow();
        ManifoldVolume.modified(a, Instant.ofEpochSecond(255_000_000));
        Tuple b = ManifoldVolume.children(a).tuple(Symbol.of("b")).orElseThrow();
        Tuple g = ManifoldVolume.children(b).tuple(Symbol.of("g")).orElseThrow();
        ManifoldVolume.children(root).set(Symbol.of("h"), ManifoldVolume.linked(g, 2));
        return root;
    }

    private static Volume volume() throws IOException {
        return Volume.open(HandMadeVolume.device(tree(), 100));
    }

    private Extraction extraction(Volume volume) {
        return new Extraction(volume, problem -> problems.add(problem.path() + ": " + problem.text()), _ -> {});
    }

    private void run(Extraction extraction) throws IOException {
        if (portable) {
            try (TargetTree tree = new PortableTree(directory, _ -> {})) {
                extraction.extract(tree);
            }
        } else {
            extraction.into(directory);
        }
    }

    private static TreePath path(String names) {
        TreePath path = TreePath.ROOT;
        for (String name : names.split("/")) {
            path = path.child(Symbol.of(name));
        }
        return path;
    }

    private List<String> extracted() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory))
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private void only(String... paths) throws IOException {
        List<TreePath> wanted = new ArrayList<>();
        for (String each : paths) {
            wanted.add(path(each));
        }
        run(extraction(volume()).only(wanted));
    }

    @Test
    void subtreeComesWithItsParentDirectories() throws IOException {
        only("a/b");
        assertEquals(List.of("a", "a/b", "a/b/f", "a/b/g"), extracted());
        assertEquals(
                255_000_000_000L,
                Files.getLastModifiedTime(directory.resolve("a")).toMillis());
        assertEquals(0710, ExtractionContract.mode(directory.resolve("a")));
        assertEquals(List.of(), problems);
    }

    @Test
    void pathsMayOverlapAndComeInAnyOrder() throws IOException {
        only("l", "a/b/f", "a/b", "a/b/f", "d");
        assertEquals(List.of("a", "a/b", "a/b/f", "a/b/g", "d", "l"), extracted());
        assertEquals(List.of(), problems);
    }

    @Test
    void firstSelectedNameBecomesTheFile() throws IOException {
        only("h");
        assertEquals(700, Files.size(directory.resolve("h")));
        only("a/b/g");
        assertEquals(700, Files.size(directory.resolve("a/b/g")));
        assertEquals(List.of(), problems);
    }

    @Test
    void namesOfOneFileAreNamesOfOneFile() throws IOException {
        only("a/b/g", "h");
        assertTrue(Files.isSameFile(directory.resolve("h"), directory.resolve("a/b/g")));
    }

    @Test
    void missingPathsAreReportedAndTheOthersExtracted() throws IOException {
        only("a/missing", "d", "h/x", "l/b", "missing/x", "..");
        assertEquals(List.of("a", "d"), extracted());
        assertEquals(
                List.of(
                        "/..: there is no such entry in the volume; name one that is there",
                        "/a/missing: there is no such entry in the volume; name one that is there",
                        "/h: is not a directory, so there is nothing below it",
                        "/l: is not a directory, so there is nothing below it",
                        "/missing: there is no such entry in the volume; name one that is there"),
                problems);
    }

    @Test
    void existingParentDirectoryKeepsItsAttributes() throws IOException {
        Files.createDirectory(directory.resolve("a"));
        Files.setAttribute(directory.resolve("a"), "unix:mode", 0777);
        only("a/c");
        assertEquals(0777, ExtractionContract.mode(directory.resolve("a")));
        assertEquals(List.of("a", "a/c"), extracted());
    }

    @Test
    void targetDirectoryKeepsItsAttributesUnlessRootIsSelected() throws IOException {
        Files.setAttribute(directory, "unix:mode", 0700);
        only("d");
        assertEquals(0700, ExtractionContract.mode(directory));
        run(extraction(volume()).only(List.of(TreePath.ROOT)));
        assertEquals(0755, ExtractionContract.mode(directory));
        assertEquals(List.of("a", "a/b", "a/b/f", "a/b/g", "a/c", "d", "h", "l"), extracted());
    }

    private void replace() throws IOException {
        run(extraction(volume()).overwritePolicy(OverwritePolicy.REPLACE));
    }

    @Test
    void extractingAgainGivesTheSame() throws IOException {
        replace();
        Files.writeString(directory.resolve("a/b/f"), "changed");
        replace();
        assertEquals(List.of(), problems);
        assertEquals(700, Files.size(directory.resolve("a/b/f")));
        assertTrue(Files.isSameFile(directory.resolve("h"), directory.resolve("a/b/g")));
        assertEquals(List.of("a", "a/b", "a/b/f", "a/b/g", "a/c", "d", "h", "l"), extracted());
    }

    /** Another program renames the image while it is open. */
    @Test
    void missingSparedFileHindersNoReplacement() throws IOException {
        Files.writeString(directory.resolve("h"), "mine");
        run(extraction(volume()).overwritePolicy(OverwritePolicy.REPLACE).sparing(List.of(outside.resolve("gone"))));
        assertEquals(List.of(), problems);
        assertEquals(700, Files.size(directory.resolve("h")));
    }

    /** Under its other name, the file stays unchanged. */
    @Test
    void fileIsReplacedAndNotOverwritten() throws IOException {
        Files.writeString(directory.resolve("mine"), "mine");
        Files.createLink(directory.resolve("h"), directory.resolve("mine"));
        replace();
        assertEquals("mine", Files.readString(directory.resolve("mine")));
        assertEquals(700, Files.size(directory.resolve("h")));
        assertEquals(List.of(), problems);
    }

    @Test
    void linkIsReplacedAndNotFollowed() throws IOException {
        for (String name : List.of("a", "d", "h", "l")) {
            Files.createSymbolicLink(directory.resolve(name), outside.resolve("elsewhere"));
        }
        replace();
        assertEquals(List.of(), problems);
        assertTrue(Files.isDirectory(directory.resolve("a/b"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isDirectory(directory.resolve("d"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.isRegularFile(directory.resolve("h"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(Path.of("a"), Files.readSymbolicLink(directory.resolve("l")));
    }

    @Test
    void directoryIsReplacedOnlyWhenEmpty() throws IOException {
        Files.createDirectory(directory.resolve("h"));
        Files.createDirectory(directory.resolve("l"));
        Files.writeString(directory.resolve("l/mine"), "mine");
        replace();
        assertEquals(List.of("/l" + NOT_EMPTY), problems);
        assertEquals("mine", Files.readString(directory.resolve("l/mine")));
        assertTrue(Files.isSameFile(directory.resolve("h"), directory.resolve("a/b/g")));
    }

    @Test
    void fileInPlaceOfDirectoryIsReplaced() throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        replace();
        assertEquals(List.of(), problems);
        assertEquals(700, Files.size(directory.resolve("a/b/f")));
    }

    @Test
    void existingFilesAreKeptByDefault() throws IOException {
        Files.writeString(directory.resolve("a"), "mine");
        Files.writeString(directory.resolve("h"), "mine");
        Files.createSymbolicLink(directory.resolve("l"), outside.resolve("elsewhere"));
        run(extraction(volume()));
        assertEquals(List.of("/a" + IN_THE_WAY, "/h" + ALREADY, "/l" + ALREADY), problems);
        assertEquals(List.of("a", "d", "h", "l"), extracted());
        assertEquals("mine", Files.readString(directory.resolve("h")));
        Files.delete(directory.resolve("l"));
    }

    /** Three files, of which b has an unreadable block behind the first megabyte. */
    private static Volume volumeWithUnreadableBlock() throws IOException {
        Tuple root = ManifoldVolume.directory();
        ManifoldVolume.children(root).set(Symbol.of("a"), ManifoldVolume.file(5120, 70));
        ManifoldVolume.children(root).set(Symbol.of("b"), ManifoldVolume.file(2_000_000, 100));
        ManifoldVolume.children(root).set(Symbol.of("c"), ManifoldVolume.linked(ManifoldVolume.file(5120, 90), 2));
        return Volume.open(new BadBlocksDevice(HandMadeVolume.device(root, 8000), Set.of(2500L)));
    }

    @Test
    void onlyFilesInUnreadableBlocksAreMissing() throws IOException {
        run(extraction(volumeWithUnreadableBlock()));
        assertEquals(List.of("/b: the image cannot be read: input/output error"), problems);
        assertEquals(List.of("a", "c"), extracted());
        byte[] expected = new byte[5120];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = HandMadeVolume.byteAt(90L * BLOCK + i);
        }
        assertArrayEquals(expected, Files.readAllBytes(directory.resolve("c")));
    }

    @Test
    void fileStaysWhenNewContentCannotBeRead() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(directory.resolve(name), "mine");
        }
        run(extraction(volumeWithUnreadableBlock()).overwritePolicy(OverwritePolicy.REPLACE));
        assertEquals(List.of("/b: the image cannot be read: input/output error"), problems);
        assertEquals(List.of("a", "b", "c"), extracted());
        assertEquals("mine", Files.readString(directory.resolve("b")));
        assertEquals(5120, Files.size(directory.resolve("a")));
        assertEquals(5120, Files.size(directory.resolve("c")));
    }

    @Test
    void emptyDirectoryStaysWhenNewContentCannotBeRead() throws IOException {
        Files.createDirectory(directory.resolve("b"));
        run(extraction(volumeWithUnreadableBlock()).overwritePolicy(OverwritePolicy.REPLACE));
        assertEquals(List.of("/b: the image cannot be read: input/output error"), problems);
        assertEquals(List.of("a", "b", "c"), extracted());
        assertTrue(Files.isDirectory(directory.resolve("b")));
    }

    /** A large file would be written in vain, and might fill the disk. */
    @Test
    void contentForPlaceOfFullDirectoryIsNotRead() throws IOException {
        Files.createDirectory(directory.resolve("b"));
        Files.writeString(directory.resolve("b/mine"), "mine");
        run(extraction(volumeWithUnreadableBlock()).overwritePolicy(OverwritePolicy.REPLACE));
        assertEquals(List.of("/b" + NOT_EMPTY), problems);
        assertEquals(List.of("a", "b", "b/mine", "c"), extracted());
    }

    /** A device that has the extraction stopped while a file is read. */
    private static final class StoppingDevice extends FilterDevice<BlockDevice> {

        private final long from;
        private Runnable stop = () -> {};

        StoppingDevice(BlockDevice whole, long from) {
            super(whole);
            this.from = from;
        }

        @Override
        public void read(long offset, ByteBuffer target) throws IOException {
            if (offset >= from) {
                stop.run();
            }
            super.read(offset, target);
        }
    }

    @Test
    void stoppingRemovesTheFileThatIsBeingWritten() throws Exception {
        stopWhileWriting();
        assertEquals(List.of("a"), extracted());
    }

    @Test
    void stoppingKeepsTheFileThatIsBeingReplaced() throws Exception {
        Files.writeString(directory.resolve("b"), "mine");
        stopWhileWriting();
        assertEquals(List.of("a", "b"), extracted());
        assertEquals("mine", Files.readString(directory.resolve("b")));
    }

    /** Extracts the files a, b and c, and stops in the middle of b. */
    private void stopWhileWriting() throws Exception {
        Tuple root = ManifoldVolume.directory();
        ManifoldVolume.children(root).set(Symbol.of("a"), ManifoldVolume.file(1000, 70));
        ManifoldVolume.children(root).set(Symbol.of("b"), ManifoldVolume.file(3_500_000, 100));
        ManifoldVolume.children(root).set(Symbol.of("c"), ManifoldVolume.file(1000, 80));
        StoppingDevice device = new StoppingDevice(HandMadeVolume.device(root, 8000), 100L * BLOCK + (1 << 20));
        Extraction extraction = extraction(Volume.open(device)).overwritePolicy(OverwritePolicy.REPLACE);
        Thread closing = new Thread(extraction::close);
        device.stop = () -> {
            if (closing.getState() == Thread.State.NEW) {
                closing.start();
            }
            try {
                Await.until(
                        "the other thread waits or has ended",
                        () -> closing.getState() == Thread.State.BLOCKED || !closing.isAlive());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        if (portable) {
            // Only what is begun with a directory can be waited for.
            device.stop = extraction::close;
        }
        assertThrows(InterruptedIOException.class, () -> run(extraction));
        Await.until("closing has ended", () -> !closing.isAlive());
        assertEquals(1000, Files.size(directory.resolve("a")));
        assertEquals(List.of(), problems);
    }

    @Test
    void stoppingBeforeTheStartExtractsNothing() throws IOException {
        Extraction extraction = extraction(volume());
        extraction.close();
        assertThrows(InterruptedIOException.class, () -> run(extraction));
        assertEquals(List.of(), extracted());
        assertFalse(Files.exists(directory.resolve("a")));
    }
}
