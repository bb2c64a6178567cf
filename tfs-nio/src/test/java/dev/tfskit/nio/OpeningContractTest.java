// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every set of options on every kind of path. */
class OpeningContractTest extends Contract {

    private static final StandardOpenOption[] OPTIONS = StandardOpenOption.values();

    /** What opening does, from the contract: the type of the exception, or the content and what the channel can do. */
    private static String expected(Set<StandardOpenOption> options, String content) {
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean truncates = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = options.contains(StandardOpenOption.READ) || !writes;
        boolean createsNew = writes && options.contains(StandardOpenOption.CREATE_NEW);
        boolean exists = content != null;
        if (appends && (options.contains(StandardOpenOption.READ) || truncates)) {
            return "IllegalArgumentException";
        }
        if (exists && createsNew) {
            return "FileAlreadyExistsException";
        }
        if (!exists && !createsNew && !(writes && options.contains(StandardOpenOption.CREATE))) {
            return "NoSuchFileException";
        }
        String left = exists && !(writes && truncates) ? content : "";
        boolean stays = !options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        return (reads ? "reads " : "") + (writes ? "writes " : "") + left.length() + (stays ? "" : " goes");
    }

    private static String outcome(Path path, Set<StandardOpenOption> options) {
        try {
            return use(path, options) + (Files.exists(path) ? "" : " goes");
        } catch (IOException | IllegalArgumentException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static String use(Path path, Set<StandardOpenOption> options) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path, options)) {
            String can = "";
            try {
                channel.read(ByteBuffer.allocate(1));
                can += "reads ";
            } catch (NonReadableChannelException e) {
                // Not to be read.
            }
            long size = channel.size();
            try {
                channel.write(ByteBuffer.allocate(1));
                can += "writes ";
            } catch (NonWritableChannelException e) {
                // Not to be written.
            }
            return can + size;
        }
    }

    private static Iterable<Set<StandardOpenOption>> allSets() {
        Set<Set<StandardOpenOption>> sets = new HashSet<>();
        for (int bits = 0; bits < 1 << OPTIONS.length; bits++) {
            Set<StandardOpenOption> set = EnumSet.noneOf(StandardOpenOption.class);
            for (int i = 0; i < OPTIONS.length; i++) {
                if ((bits & 1 << i) != 0) {
                    set.add(OPTIONS[i]);
                }
            }
            // Durable writes differ from others only in time.
            if (!set.contains(StandardOpenOption.SYNC) && !set.contains(StandardOpenOption.DSYNC)) {
                sets.add(set);
            }
        }
        return sets;
    }

    @Test
    void everySetOfOptionsHasItsEffect() throws IOException {
        int number = 0;
        for (Set<StandardOpenOption> options : allSets()) {
            Path existing = file("f" + number++, "content");
            assertEquals(expected(options, "content"), outcome(existing, options), "a file, " + options);
            Path missing = path("m" + number);
            assertEquals(expected(options, null), outcome(missing, options), "no file, " + options);
        }
    }

    @Test
    void durableWritesAreWrites() throws IOException {
        for (StandardOpenOption each : EnumSet.of(StandardOpenOption.SYNC, StandardOpenOption.DSYNC)) {
            Path file = path(each.name());
            try (FileChannel channel =
                    FileChannel.open(file, each, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                assertEquals(3, channel.write(ByteBuffer.wrap(new byte[3])));
                channel.truncate(2);
            }
            assertEquals(2, Files.size(file));
        }
    }

    @Test
    void directoriesOpenForReadingAlone() throws IOException {
        Path directory = directory("d");
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
            IOException refusal = assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(1)));
            assertEquals("Is a directory", refusal.getMessage());
            assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
            assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1)));
            assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1), 0));
            assertThrows(NonWritableChannelException.class, () -> channel.truncate(0));
        }
        assertFails(directory, () -> FileChannel.open(directory, StandardOpenOption.WRITE));
        assertFails(directory, () -> FileChannel.open(directory, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
        assertFails(
                FileAlreadyExistsException.class,
                directory,
                () -> FileChannel.open(directory, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Test
    void linksAreFollowedUnlessOptionsForbidIt() throws IOException {
        file("target", "content");
        Path link = link("link", "target");
        assertEquals("content", Files.readString(link));
        assertThrows(IOException.class, () -> Files.newByteChannel(link, LinkOption.NOFOLLOW_LINKS));
        Path dangling = link("dangling", "made");
        assertFails(NoSuchFileException.class, dangling, () -> Files.newByteChannel(dangling));
        assertFails(
                FileAlreadyExistsException.class,
                dangling,
                () -> Files.newByteChannel(dangling, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        Files.writeString(dangling, "new");
        assertEquals("new", Files.readString(path("made")));
        assertTrue(Files.isSymbolicLink(dangling));
        link("a", "b");
        Path loop = link("b", "a");
        assertFails(loop, () -> Files.newByteChannel(loop));
    }

    @Test
    void fileBehindALinkIsNotDeletedOnClose() throws IOException {
        Path target = file("target", "content");
        for (Path link : List.of(link("link", "target"), link("dangling", "gone"))) {
            for (OpenOption access : List.of(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertThrows(
                        IOException.class,
                        () -> Files.newByteChannel(
                                link, access, StandardOpenOption.CREATE, StandardOpenOption.DELETE_ON_CLOSE));
            }
            assertTrue(Files.isSymbolicLink(link));
        }
        assertEquals("content", Files.readString(target));
        assertFalse(Files.exists(path("gone")));
    }

    @Test
    void missingAndWrongParentsAreNamed() throws IOException {
        Path missing = path("no/file");
        assertFails(NoSuchFileException.class, missing, () -> Files.newByteChannel(missing));
        assertFails(NoSuchFileException.class, missing, () -> Files.writeString(missing, "x"));
        file("file");
        Path below = path("file/below");
        assertFails(below, () -> Files.newByteChannel(below));
        assertFails(below, () -> Files.writeString(below, "x"));
    }

    @Test
    void permissionsOfNewFilesAreThoseWanted() throws IOException {
        FileAttribute<?> permissions =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------"));
        Path file = path("file");
        Files.newByteChannel(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), permissions)
                .close();
        assertEquals("r-x------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path directory = Files.createDirectory(path("d"), permissions);
        assertEquals("r-x------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.createFile(path("other"), attribute("basic:size", 1L)));
        assertFalse(Files.exists(path("other")));
    }

    private static FileAttribute<Object> attribute(String name, Object value) {
        return new FileAttribute<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Object value() {
                return value;
            }
        };
    }

    @Test
    void unknownOptionsAreRefused() throws IOException {
        Path file = file("file");
        OpenOption unknown = new OpenOption() {};
        assertThrows(UnsupportedOperationException.class, () -> Files.newByteChannel(file, unknown));
        assertThrows(UnsupportedOperationException.class, () -> FileChannel.open(file, unknown));
        assertThrows(NullPointerException.class, () -> Files.newByteChannel(file, (OpenOption) null));
    }
}
