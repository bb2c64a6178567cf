// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.HandMadeVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Images in which a directory has several paths, or is below itself: all that reads them comes to an end. */
class DamagedTreeTest {

    @TempDir
    private Path temp;

    private static Tuple tree(String manifest) {
        return HandMadeVolume.tuple("(children:(" + manifest + "))");
    }

    private static Tuple children(Tuple directory) {
        return directory.tuple(Attributes.CHILDREN).orElseThrow();
    }

    private static Tuple child(Tuple directory, String name) {
        return children(directory).tuple(Symbol.of(name)).orElseThrow();
    }

    private static void add(Tuple directory, String name, Tuple inode) {
        children(directory).set(Symbol.of(name), inode);
    }

    private Path image(Tuple root) throws IOException {
        MemoryDevice device = HandMadeVolume.device(root, 1);
        ByteBuffer bytes = ByteBuffer.allocate((int) device.size());
        device.read(0, bytes);
        return Files.write(temp.resolve("damaged.raw"), bytes.array());
    }

    private FileSystem open(Tuple root) throws IOException {
        return FileSystems.newFileSystem(image(root));
    }

    /** What a walk visits below the root, and what it cannot list. */
    private static List<String> visits(FileSystem fileSystem) throws IOException {
        List<String> visits = new ArrayList<>();
        Files.walkFileTree(fileSystem.getPath("/"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                visits.add(directory.toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                visits.add(file.toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                visits.add(failure.toString());
                return FileVisitResult.CONTINUE;
            }
        });
        return visits;
    }

    private static String loop(String path) {
        return FileSystemLoopException.class.getName() + ": " + path;
    }

    private List<String> visits(Tuple root) throws IOException {
        try (FileSystem fileSystem = open(root)) {
            List<String> visits = visits(fileSystem);
            assertEquals(visits, visits(fileSystem), "the second walk is as the first one");
            return visits;
        }
    }

    private static Tuple insideItself() {
        Tuple root = tree("a:(children:(b:(children:())))");
        Tuple b = child(child(root, "a"), "b");
        add(b, "a again", child(root, "a"));
        add(b, "root again", root);
        add(b, "x", HandMadeVolume.tuple("(extents:())"));
        return root;
    }

    @Test
    void directoryInsideItselfIsNotListed() throws IOException {
        assertEquals(
                List.of("/", "/a", "/a/b", loop("/a/b/a again"), loop("/a/b/root again"), "/a/b/x"),
                visits(insideItself()));
    }

    @Test
    void streamOfPathsEndsAtDirectoryInsideItself() throws IOException {
        try (FileSystem fileSystem = open(insideItself());
                Stream<Path> paths = Files.walk(fileSystem.getPath("/"))) {
            UncheckedIOException end = assertThrows(UncheckedIOException.class, paths::count);
            FileSystemLoopException cause = assertInstanceOf(FileSystemLoopException.class, end.getCause());
            assertEquals("/a/b/a again", cause.getFile());
        }
    }

    @Test
    void directoryWithTwoNamesIsListedByTheFirstOne() throws IOException {
        Tuple root = tree("a:(children:(x:(extents:())))");
        add(root, "b", child(root, "a"));
        assertEquals(List.of("/", "/a", "/a/x", loop("/b")), visits(root));
    }

    @Test
    void entriesOfTwoDirectoriesAreVisitedOnce() throws IOException {
        Tuple root = tree("a:(children:(x:(extents:())))");
        Tuple other = new Tuple();
        other.set(Attributes.CHILDREN, children(child(root, "a")));
        add(root, "b", other);
        Tuple inner = new Tuple();
        inner.set(Attributes.CHILDREN, children(root));
        add(root, "c", inner);
        assertEquals(List.of("/", "/a", "/a/x", loop("/b"), loop("/c")), visits(root));
    }

    /** Two names lead from each level to the next one: 2^40 ways to the last one. */
    @Test
    void directoryWithManyPathsIsWalkedOnce() throws IOException {
        Tuple root = tree("");
        Tuple at = root;
        for (int level = 0; level < 40; level++) {
            Tuple next = tree("");
            add(at, "a", next);
            add(at, "b", next);
            at = next;
        }
        assertEquals(81, visits(root).size());
    }

    @Test
    void directoryIsSeenAndNotListedByItsSecondPath() throws IOException {
        try (FileSystem fileSystem = open(insideItself())) {
            Path again = fileSystem.getPath("/a/b/a again");
            assertTrue(Files.isDirectory(again));
            assertTrue(Files.isSameFile(again, fileSystem.getPath("/a")));
            assertLoop(again, () -> Files.newDirectoryStream(again).close());
            assertLoop(
                    again.resolve("b"),
                    () -> Files.newDirectoryStream(again.resolve("b")).close());
            assertEquals(0, Files.size(again.resolve("b/x")));
            try (Stream<Path> entries = Files.list(fileSystem.getPath("/a/b"))) {
                assertEquals(3, entries.count());
            }
        }
    }

    @Test
    void directoryIsNotListedFromAnOpenOne() throws IOException {
        try (FileSystem fileSystem = open(insideItself());
                SecureDirectoryStream<Path> b =
                        (SecureDirectoryStream<Path>) Files.newDirectoryStream(fileSystem.getPath("/a/b"))) {
            assertLoop(
                    fileSystem.getPath("a again"),
                    () -> b.newDirectoryStream(fileSystem.getPath("a again")).close());
        }
    }

    private static void assertLoop(Path named, Executable action) {
        FileSystemLoopException thrown = assertThrows(FileSystemLoopException.class, action);
        assertEquals(named.toString(), thrown.getFile());
    }

    @Test
    void fileMayHaveSeveralNames() throws IOException {
        Tuple root = tree("a:(extents:())");
        add(root, "b", child(root, "a"));
        assertEquals(List.of("/", "/a", "/b"), visits(root));
    }

    @Test
    void damagedTreeIsNotOpenedForWriting() throws IOException {
        Path image = image(insideItself());
        assertThrows(TfsFormatException.class, () -> FileSystems.newFileSystem(image, Map.of("mode", "rw")));
    }

    /** Each level of a walk keeps its directory open. */
    @Test
    void walkOfDeepTreeNeedsMemoryForItsDirectoriesOnly() throws IOException {
        int depth = 1_500;
        Tuple root = tree("");
        Tuple at = root;
        for (int level = 0; level < depth; level++) {
            Tuple next = tree("");
            add(at, "d", next);
            at = next;
        }
        try (FileSystem fileSystem = open(root);
                Stream<Path> paths = Files.walk(fileSystem.getPath("/"))) {
            long before = usedBytes();
            Path last = paths.skip(depth).findFirst().orElseThrow();
            long used = usedBytes() - before;
            assertEquals(depth, last.getNameCount());
            assertTrue(used < depth * 3_000L, used + " bytes");
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
