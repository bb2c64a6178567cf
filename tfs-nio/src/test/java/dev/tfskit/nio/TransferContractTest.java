// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.RemoveTree;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copying and moving: every kind over every kind, with every option. */
class TransferContractTest extends Contract {

    private static final List<String> KINDS = List.of("file", "empty", "full", "link", "dangling", "nothing");
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir(deletionStrategy = RemoveTree.class)
    private Path elsewhere;

    private int made;

    /** Makes what a kind says, and returns its path. */
    private Path make(String kind) throws IOException {
        Path directory = directory("case" + made++);
        Path path = directory.resolve(kind);
        switch (kind) {
            case "file" -> Files.writeString(path, "content");
            case "empty" -> Files.createDirectory(path);
            case "full" -> Files.writeString(Files.createDirectory(path).resolve("inner"), "inner");
            case "link" -> {
                Files.writeString(directory.resolve("target"), "target");
                Files.createSymbolicLink(path, fileSystem().getPath("target"));
            }
            case "dangling" -> Files.createSymbolicLink(path, fileSystem().getPath("gone"));
            default -> {}
        }
        return path;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return Files.exists(path.resolve("inner")) ? "full" : "empty";
        }
        return Files.exists(path) ? Files.readString(path) : "nothing";
    }

    @FunctionalInterface
    private interface Transfer {
        Path run(Path source, Path target, CopyOption... options) throws IOException;
    }

    private static String outcome(Transfer transfer, Path source, Path target, CopyOption... options)
            throws IOException {
        String result;
        try {
            transfer.run(source, target, options);
            result = "done";
        } catch (FileSystemException e) {
            result = e.getClass() == NoSuchFileException.class
                            || e.getClass() == FileAlreadyExistsException.class
                            || e.getClass() == DirectoryNotEmptyException.class
                    ? e.getClass().getSimpleName()
                    : "failed";
        }
        return result + ", source " + describe(source) + ", target " + describe(target);
    }

    private String copied(String source, String target, boolean replaces, boolean follows) {
        String from = source.equals("link") && follows ? "target file" : source;
        if (source.equals("nothing") || source.equals("dangling") && follows) {
            return "NoSuchFileException, source " + text(source) + ", target " + text(target);
        }
        if (!target.equals("nothing") && !replaces) {
            return "FileAlreadyExistsException, source " + text(source) + ", target " + text(target);
        }
        if (target.equals("full")) {
            return "DirectoryNotEmptyException, source " + text(source) + ", target full";
        }
        String result = switch (from) {
            case "target file" -> "target";
            case "full" -> "empty";
            default -> text(from);
        };
        return "done, source " + text(source) + ", target " + result;
    }

    private static String text(String kind) {
        return switch (kind) {
            case "file" -> "content";
            case "link" -> "link to target";
            case "dangling" -> "link to gone";
            default -> kind;
        };
    }

    @Test
    void everyKindIsCopiedOverEveryKind() throws IOException {
        for (String source : KINDS) {
            for (String target : KINDS) {
                String what = source + " over " + target;
                assertEquals(
                        copied(source, target, false, true), outcome(Files::copy, make(source), make(target)), what);
                assertEquals(
                        copied(source, target, true, true),
                        outcome(Files::copy, make(source), make(target), StandardCopyOption.REPLACE_EXISTING),
                        what + ", replacing");
                assertEquals(
                        copied(source, target, true, false),
                        outcome(
                                Files::copy,
                                make(source),
                                make(target),
                                StandardCopyOption.REPLACE_EXISTING,
                                LinkOption.NOFOLLOW_LINKS),
                        what + ", replacing, links as such");
            }
        }
    }

    private String moved(String source, String target, boolean replaces) {
        if (source.equals("nothing")) {
            return "NoSuchFileException, source nothing, target " + text(target);
        }
        if (!target.equals("nothing") && !replaces) {
            return "FileAlreadyExistsException, source " + text(source) + ", target " + text(target);
        }
        if (target.equals("full")) {
            return "DirectoryNotEmptyException, source " + text(source) + ", target full";
        }
        return "done, source nothing, target " + text(source);
    }

    @Test
    void everyKindIsMovedOverEveryKind() throws IOException {
        for (String source : KINDS) {
            for (String target : KINDS) {
                String what = source + " over " + target;
                assertEquals(moved(source, target, false), outcome(Files::move, make(source), make(target)), what);
                assertEquals(
                        moved(source, target, true),
                        outcome(Files::move, make(source), make(target), StandardCopyOption.REPLACE_EXISTING),
                        what + ", replacing");
            }
        }
    }

    @Test
    void atomicMovesAreRenames() throws IOException {
        for (String source : KINDS) {
            for (String target : KINDS) {
                boolean isDirectory = source.equals("empty") || source.equals("full");
                boolean overDirectory = target.equals("empty") || target.equals("full");
                boolean possible = !source.equals("nothing")
                        && !target.equals("full")
                        && (isDirectory == overDirectory || target.equals("nothing"));
                String outcome = outcome(Files::move, make(source), make(target), StandardCopyOption.ATOMIC_MOVE);
                assertEquals(possible, outcome.startsWith("done, source nothing"), source + " over " + target);
            }
        }
    }

    @Test
    void copyOrMoveToTheSameFileChangesNothing() throws IOException {
        Path file = file("f", "content");
        Path link = Files.createLink(path("l"), file);
        Files.copy(file, file);
        Files.copy(file, link);
        Files.copy(file, file, StandardCopyOption.REPLACE_EXISTING);
        Files.move(file, file);
        Files.move(file, link);
        Files.move(file, link, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("content", Files.readString(file));
        assertEquals("content", Files.readString(link));
        Path directory = directory("d");
        Files.copy(directory, directory);
        Files.move(directory, directory);
        assertTrue(Files.isDirectory(directory));
    }

    @Test
    void attributesAreCopiedWhenWanted() throws IOException {
        Path file = file("f", "content");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setAttribute(file, "user:comment", "a value".getBytes());
        Files.setLastModifiedTime(file, LONG_AGO);
        Path plain = Files.copy(file, path("plain"));
        assertTrue(Files.getLastModifiedTime(plain).compareTo(LONG_AGO) > 0);
        Path whole = Files.copy(file, path("whole"), StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals(LONG_AGO, Files.getLastModifiedTime(whole));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
        assertArrayEquals("a value".getBytes(), (byte[]) Files.getAttribute(whole, "user:comment"));
        Path moved = Files.move(whole, path("moved"));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(moved));
    }

    @Test
    void directoriesAreNotMovedIntoThemselves() throws IOException {
        Path directory = directory("d");
        assertThrows(FileSystemException.class, () -> Files.move(directory, directory.resolve("e")));
        assertTrue(Files.isDirectory(directory));
        assertThrows(FileSystemException.class, () -> Files.move(root().getRoot(), path("e")));
        assertThrows(FileSystemException.class, () -> Files.move(directory, path("no/d")));
        assertThrows(FileSystemException.class, () -> Files.copy(file("f"), path("no/f")));
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws IOException {
        Path file = file("f");
        CopyOption unknown = new CopyOption() {};
        assertThrows(
                UnsupportedOperationException.class, () -> Files.copy(file, path("g"), StandardCopyOption.ATOMIC_MOVE));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Files.move(file, path("g"), StandardCopyOption.COPY_ATTRIBUTES));
        assertThrows(UnsupportedOperationException.class, () -> Files.copy(file, path("g"), unknown));
        assertThrows(UnsupportedOperationException.class, () -> Files.move(file, path("g"), unknown));
        assertThrows(NullPointerException.class, () -> Files.copy(file, path("g"), (CopyOption) null));
        assertFalse(Files.exists(path("g")));
    }

    @Test
    void filesGoToAndComeFromAnotherProvider() throws IOException {
        Path file = file("f", "content");
        Files.setLastModifiedTime(file, LONG_AGO);
        Path out = Files.copy(file, elsewhere.resolve("out"), StandardCopyOption.COPY_ATTRIBUTES);
        assertEquals("content", Files.readString(out));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(out));
        Path back = Files.move(out, path("back"));
        assertEquals("content", Files.readString(back));
        assertEquals(LONG_AGO, Files.getLastModifiedTime(back));
        assertFalse(Files.exists(out));
        try (var input = Files.newInputStream(file)) {
            assertThrows(FileAlreadyExistsException.class, () -> Files.copy(input, back));
            assertEquals(7, Files.copy(input, back, StandardCopyOption.REPLACE_EXISTING));
        }
    }
}
