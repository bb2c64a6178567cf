// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.RemoveTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creating, linking, finding and removing. */
class EntriesContractTest extends Contract {

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path elsewhere;

    @Test
    void directoriesAreCreatedOnce() throws IOException {
        Path directory = Files.createDirectory(path("d"));
        assertTrue(Files.isDirectory(directory));
        assertFails(FileAlreadyExistsException.class, directory, () -> Files.createDirectory(directory));
        Path file = file("f");
        assertFails(FileAlreadyExistsException.class, file, () -> Files.createDirectory(file));
        Path dangling = link("l", "nowhere");
        assertFails(FileAlreadyExistsException.class, dangling, () -> Files.createDirectory(dangling));
        Path deep = path("no/d");
        assertFails(NoSuchFileException.class, deep, () -> Files.createDirectory(deep));
        Path below = path("f/d");
        assertFails(below, () -> Files.createDirectory(below));
        Path root = directory.getRoot();
        assertFails(FileAlreadyExistsException.class, root, () -> Files.createDirectory(root));
        Path dot = path("d/.");
        assertFails(FileAlreadyExistsException.class, dot, () -> Files.createDirectory(dot));
        Path dots = path("d/..");
        assertFails(FileAlreadyExistsException.class, dots, () -> Files.createDirectory(dots));
    }

    @Test
    void nothingIsCreatedAtDotsBehindWhatIsMissing() throws IOException {
        Path file = file("f");
        for (String dots : List.of("no/.", "no/..", "no/d/..")) {
            Path path = path(dots);
            assertFails(NoSuchFileException.class, path, () -> Files.createDirectory(path));
            assertFails(NoSuchFileException.class, path, () -> Files.createSymbolicLink(path, file));
        }
        Path dots = path("f/..");
        assertFails(dots, () -> Files.createDirectory(dots));
        Files.createDirectories(path("x/y/.."));
        assertTrue(Files.isDirectory(path("x")));
        assertFalse(Files.exists(path("x/y")));
    }

    @Test
    void directoriesAreCreatedWithTheirParents() throws IOException {
        Path deep = path("a/b/c/d");
        assertEquals(deep, Files.createDirectories(deep));
        assertEquals(deep, Files.createDirectories(deep));
        Files.createDirectories(deep.getRoot());
        link("l", "a/b");
        Files.createDirectories(path("l/x"));
        assertTrue(Files.isDirectory(path("a/b/x")));
        file("f");
        assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectories(path("f")));
        assertThrows(FileSystemException.class, () -> Files.createDirectories(path("f/g/h")));
    }

    @Test
    void filesAreCreatedOnce() throws IOException {
        Path file = Files.createFile(path("f"));
        assertEquals(0, Files.size(file));
        assertFails(FileAlreadyExistsException.class, file, () -> Files.createFile(file));
        Path directory = directory("d");
        assertFails(FileAlreadyExistsException.class, directory, () -> Files.createFile(directory));
        Path inside = Files.createTempFile(root(), "p", "s");
        assertTrue(Files.isRegularFile(inside));
        assertTrue(Files.isDirectory(Files.createTempDirectory(root(), "p")));
    }

    @Test
    void longNamesAreRefused() {
        Path longest = path("x".repeat(255));
        Path longer = path("x".repeat(256));
        assertFails(longer, () -> Files.createFile(longer));
        assertFails(longer, () -> Files.createDirectory(longer));
        try {
            Files.createFile(longest);
            assertTrue(Files.exists(longest));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertFalse(Files.exists(longer));
    }

    @Test
    void symbolicLinksKeepTheirTarget() throws IOException {
        Path link = Files.createSymbolicLink(path("l"), fileSystem().getPath("../x//y"));
        assertEquals(fileSystem().getPath("../x/y"), Files.readSymbolicLink(link));
        assertTrue(Files.isSymbolicLink(link));
        assertFalse(Files.exists(link));
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertFails(FileAlreadyExistsException.class, link, () -> Files.createSymbolicLink(link, root()));
        Path file = file("f");
        assertFails(NotLinkException.class, file, () -> Files.readSymbolicLink(file));
        Path missing = path("m");
        assertFails(NoSuchFileException.class, missing, () -> Files.readSymbolicLink(missing));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.createSymbolicLink(
                        missing,
                        file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwxrwx"))));
    }

    @Test
    void linksAreNotBetweenProviders() throws IOException {
        if (subject == Subject.TFS) {
            assertThrows(ProviderMismatchException.class, () -> Files.createSymbolicLink(path("l"), elsewhere));
            Path foreign = Files.createFile(elsewhere.resolve("f"));
            assertThrows(ProviderMismatchException.class, () -> Files.createLink(path("l"), foreign));
        }
    }

    @Test
    void hardLinksAreTheSameFile() throws IOException {
        Path file = file("f", "content");
        Path link = Files.createLink(path("l"), file);
        assertTrue(Files.isSameFile(file, link));
        assertEquals(2, Files.getAttribute(file, "unix:nlink"));
        Files.delete(file);
        assertEquals("content", Files.readString(link));
        assertEquals(1, Files.getAttribute(link, "unix:nlink"));
        assertFails(FileAlreadyExistsException.class, link, () -> Files.createLink(link, link));
        assertThrows(NoSuchFileException.class, () -> Files.createLink(path("x"), file));
        Path directory = directory("d");
        assertThrows(FileSystemException.class, () -> Files.createLink(path("x"), directory));
        Path symbolic = link("s", "l");
        Path other = Files.createLink(path("t"), symbolic);
        assertTrue(Files.isSymbolicLink(other));
    }

    @Test
    void sameFilesAreThoseThatPathsLeadTo() throws IOException {
        Path file = file("f");
        assertTrue(Files.isSameFile(file, path("./f")));
        assertTrue(Files.isSameFile(file, link("l", "f")));
        assertFalse(Files.isSameFile(file, file("g")));
        assertFalse(Files.isSameFile(file, root()));
        Path missing = path("m");
        assertTrue(Files.isSameFile(missing, missing));
        assertThrows(NoSuchFileException.class, () -> Files.isSameFile(missing, file));
        assertThrows(NoSuchFileException.class, () -> Files.isSameFile(file, missing));
        if (subject == Subject.TFS) {
            assertFalse(Files.isSameFile(file, elsewhere));
        }
    }

    @Test
    void filesLinksAndEmptyDirectoriesAreDeleted() throws IOException {
        Path file = file("f");
        Path link = link("l", "f");
        Files.delete(link);
        assertTrue(Files.exists(file));
        Files.delete(file);
        assertFails(NoSuchFileException.class, file, () -> Files.delete(file));
        assertFalse(Files.deleteIfExists(file));
        Path directory = directory("d");
        file("d/f");
        assertFails(DirectoryNotEmptyException.class, directory, () -> Files.delete(directory));
        assertFails(DirectoryNotEmptyException.class, directory, () -> Files.deleteIfExists(directory));
        assertTrue(Files.deleteIfExists(path("d/f")));
        Files.delete(directory);
        assertFalse(Files.exists(directory));
        Path below = path("m/f");
        assertFails(NoSuchFileException.class, below, () -> Files.delete(below));
        Path dot = path(".");
        assertThrows(FileSystemException.class, () -> Files.delete(dot));
        assertThrows(FileSystemException.class, () -> Files.delete(root().getRoot()));
    }

    @Test
    void realPathsHaveNoDotsAndLinks() throws IOException {
        directory("d");
        file("d/f");
        link("l", "d/../d");
        link("loop", "loop");
        assertEquals(path("d/f"), path("l/./f").toRealPath());
        assertEquals(path("l"), path("d/../l").toRealPath(LinkOption.NOFOLLOW_LINKS));
        assertEquals(path("l/f"), path("l/./f").toRealPath(LinkOption.NOFOLLOW_LINKS));
        assertEquals(path("d/f"), path("d/.././d/../d/f").toRealPath(LinkOption.NOFOLLOW_LINKS));
        // The parent of what a link points to may be another directory than the one that has the link.
        Path parent = path("l/../d/../l");
        assertEquals(path("l/../l"), parent.toRealPath(LinkOption.NOFOLLOW_LINKS));
        Path grandparent = path("l/../..");
        assertEquals(grandparent, grandparent.toRealPath(LinkOption.NOFOLLOW_LINKS));
        assertEquals(root().getRoot(), root().getRoot().resolve("../..").toRealPath(LinkOption.NOFOLLOW_LINKS));
        Path missing = path("l/m");
        assertFails(NoSuchFileException.class, missing, missing::toRealPath);
        assertFails(NoSuchFileException.class, missing, () -> missing.toRealPath(LinkOption.NOFOLLOW_LINKS));
        Path loop = path("loop");
        assertFails(loop, loop::toRealPath);
        assertEquals(root().getRoot(), root().getRoot().resolve("../..").toRealPath());
    }

    @Test
    void accessIsCheckedAsForRoot() throws IOException {
        Path file = file("f");
        assertTrue(Files.isReadable(file));
        assertTrue(Files.isWritable(file));
        assertFalse(Files.isExecutable(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("--x------"));
        assertTrue(Files.isExecutable(file));
        assertTrue(Files.isExecutable(root()));
        assertFalse(Files.isReadable(path("m")));
        assertTrue(Files.isHidden(file(".hidden")));
        assertFalse(Files.isHidden(file));
        assertFalse(Files.isHidden(root().getRoot()));
        assertTrue(Files.notExists(path("m")));
        assertFalse(Files.exists(path("f/below")));
    }

    @Test
    void treesAreWalkedAndFound() throws IOException {
        Files.createDirectories(path("a/b"));
        file("a/x.txt");
        file("a/b/y.txt");
        link("a/b/up", "..");
        try (Stream<Path> walk = Files.walk(root())) {
            assertEquals(6, walk.count());
        }
        try (Stream<Path> found = Files.find(root(), 9, (path, attributes) -> attributes.isRegularFile())) {
            assertEquals(2, found.count());
        }
        try (Stream<Path> lines = Files.list(path("a"))) {
            assertEquals(2, lines.count());
        }
        assertEquals(-1, Files.mismatch(path("a/x.txt"), path("a/b/up/x.txt")));
    }
}
