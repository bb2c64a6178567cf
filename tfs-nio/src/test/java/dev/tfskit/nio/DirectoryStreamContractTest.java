// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** Directory streams, plain and secure. */
class DirectoryStreamContractTest extends Contract {

    private static Set<String> names(DirectoryStream<Path> stream) {
        Set<String> names = new TreeSet<>();
        stream.forEach(path -> names.add(path.toString()));
        return names;
    }

    private SecureDirectoryStream<Path> secure(Path directory) throws IOException {
        if (Files.newDirectoryStream(directory) instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new AssertionError("the stream is not secure");
    }

    private Path relative(String text) {
        return fileSystem().getPath(text);
    }

    @Test
    void entriesAreNamedAfterTheDirectory() throws IOException {
        file("a.c");
        file("b.h");
        directory("d.c");
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root())) {
            assertEquals(Set.of(root() + "/a.c", root() + "/b.h", root() + "/d.c"), names(stream));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path("."), "*.c")) {
            assertEquals(Set.of(root() + "/./a.c", root() + "/./d.c"), names(stream));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root(), Files::isDirectory)) {
            assertEquals(Set.of(root() + "/d.c"), names(stream));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(link("l", "."))) {
            assertTrue(names(stream).contains(root() + "/l/a.c"));
        }
        assertThrows(PatternSyntaxException.class, () -> Files.newDirectoryStream(root(), "[a"));
    }

    @Test
    void onlyExistingDirectoriesAreListed() throws IOException {
        Path file = file("f");
        assertFails(NotDirectoryException.class, file, () -> Files.newDirectoryStream(file));
        Path missing = path("m");
        assertFails(NoSuchFileException.class, missing, () -> Files.newDirectoryStream(missing));
    }

    @Test
    void iteratorIsGivenOnce() throws IOException {
        file("f");
        DirectoryStream<Path> stream = Files.newDirectoryStream(root());
        try (stream) {
            Iterator<Path> entries = stream.iterator();
            assertThrows(IllegalStateException.class, stream::iterator);
            assertTrue(entries.hasNext());
            assertEquals(path("f"), entries.next());
            assertFalse(entries.hasNext());
            assertThrows(NoSuchElementException.class, entries::next);
            assertThrows(UnsupportedOperationException.class, entries::remove);
        }
        assertThrows(IllegalStateException.class, stream::iterator);
    }

    @Test
    void closedStreamsEnd() throws IOException {
        for (int i = 0; i < 9; i++) {
            file("f" + i);
        }
        DirectoryStream<Path> stream = Files.newDirectoryStream(root());
        Iterator<Path> entries;
        try (stream) {
            entries = stream.iterator();
            entries.next();
        }
        int more = 0;
        while (entries.hasNext()) {
            entries.next();
            more++;
        }
        assertTrue(more <= 1, "at most what was read ahead");
    }

    @Test
    void failingFiltersEndTheIteration() throws IOException {
        file("f");
        IOException cause = new IOException("filter");
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root(), _ -> {
            throw cause;
        })) {
            Iterator<Path> entries = stream.iterator();
            DirectoryIteratorException thrown = assertThrows(DirectoryIteratorException.class, entries::hasNext);
            assertEquals(cause, thrown.getCause());
        }
    }

    @Test
    void entriesCanBeRemovedMeanwhile() throws IOException {
        for (int i = 0; i < 100; i++) {
            file("f" + i);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root())) {
            for (Path each : stream) {
                Files.delete(each);
            }
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(root())) {
            assertEquals(Set.of(), names(stream));
        }
    }

    @Test
    void secureStreamsWorkInTheirDirectoryWhereverItIs() throws IOException {
        Path directory = directory("d");
        file("d/f", "content");
        directory("d/sub");
        link("d/up", "../other");
        file("other", "outside");
        try (SecureDirectoryStream<Path> stream = secure(directory)) {
            Files.move(directory, path("moved"));
            directory("d");
            try (SeekableByteChannel channel = stream.newByteChannel(relative("f"), Set.of(StandardOpenOption.READ))) {
                assertEquals(7, channel.size());
            }
            try (SeekableByteChannel channel = stream.newByteChannel(relative("up"), Set.of())) {
                assertEquals(7, channel.read(ByteBuffer.allocate(9)));
            }
            assertThrows(
                    IOException.class, () -> stream.newByteChannel(relative("up"), Set.of(LinkOption.NOFOLLOW_LINKS)));
            stream.newByteChannel(relative("sub/new"), Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))
                    .close();
            assertTrue(Files.exists(path("moved/sub/new")));
            try (SecureDirectoryStream<Path> sub = stream.newDirectoryStream(relative("sub"));
                    SecureDirectoryStream<Path> target = secure(path("d"))) {
                assertEquals(Set.of(directory + "/sub/new"), names(sub));
                sub.move(relative("new"), target, relative("here"));
            }
            assertTrue(Files.exists(path("d/here")));
            assertEquals(Set.of("f", "sub", "up"), namesOf(stream));
        }
    }

    private static Set<String> namesOf(DirectoryStream<Path> stream) {
        Set<String> names = new TreeSet<>();
        stream.forEach(path -> names.add(path.getFileName().toString()));
        return names;
    }

    @Test
    void secureStreamsRemoveFilesAndDirectories() throws IOException {
        file("f");
        directory("d");
        file("d/inner");
        try (SecureDirectoryStream<Path> stream = secure(root())) {
            assertThrows(FileSystemException.class, () -> stream.deleteFile(relative("d")));
            assertThrows(FileSystemException.class, () -> stream.deleteDirectory(relative("f")));
            assertThrows(DirectoryNotEmptyException.class, () -> stream.deleteDirectory(relative("d")));
            assertThrows(NoSuchFileException.class, () -> stream.deleteFile(relative("m")));
            stream.deleteFile(relative("d/inner"));
            stream.deleteDirectory(relative("d"));
            stream.deleteFile(path("f"));
            assertThrows(NoSuchFileException.class, () -> stream.newDirectoryStream(relative("d")));
            assertThrows(
                    NoSuchFileException.class,
                    () -> stream.newByteChannel(relative("f"), Set.of(StandardOpenOption.READ)));
        }
        assertFalse(Files.exists(path("d")));
        assertFalse(Files.exists(path("f")));
    }

    @Test
    void secureStreamsHaveAttributeViews() throws IOException {
        file("f", "12345");
        link("l", "f");
        SecureDirectoryStream<Path> stream = secure(root());
        BasicFileAttributeView own = stream.getFileAttributeView(BasicFileAttributeView.class);
        PosixFileAttributeView ofFile = stream.getFileAttributeView(relative("f"), PosixFileAttributeView.class);
        try (stream) {
            assertTrue(stream.getFileAttributeView(BasicFileAttributeView.class)
                    .readAttributes()
                    .isDirectory());
            assertEquals(
                    5,
                    stream.getFileAttributeView(relative("l"), BasicFileAttributeView.class)
                            .readAttributes()
                            .size());
            assertTrue(
                    stream.getFileAttributeView(relative("l"), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes()
                            .isSymbolicLink());
            stream.getFileAttributeView(relative("f"), PosixFileAttributeView.class)
                    .setPermissions(PosixFilePermissions.fromString("r--------"));
            assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path("f"))));
            assertNull(stream.getFileAttributeView(AclFileAttributeView.class));
        }
        assertThrows(ClosedDirectoryStreamException.class, () -> stream.deleteFile(relative("f")));
        assertThrows(ClosedDirectoryStreamException.class, () -> stream.newDirectoryStream(relative("f")));
        assertThrows(ClosedDirectoryStreamException.class, () -> stream.newByteChannel(relative("f"), Set.of()));
        assertThrows(ClosedDirectoryStreamException.class, own::readAttributes);
        assertThrows(ClosedDirectoryStreamException.class, ofFile::readAttributes);
        FileTime time = FileTime.fromMillis(0);
        assertThrows(ClosedDirectoryStreamException.class, () -> own.setTimes(time, null, null));
        assertThrows(ClosedDirectoryStreamException.class, () -> ofFile.setTimes(time, null, null));
        assertThrows(ClosedDirectoryStreamException.class, () -> ofFile.setPermissions(Set.of()));
        assertThrows(ClosedDirectoryStreamException.class, () -> ofFile.setOwner(Files.getOwner(path("f"))));
    }
}
