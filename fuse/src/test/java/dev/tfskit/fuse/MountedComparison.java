// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.volume.ModelContent;
import dev.tfskit.volume.ModelDirectory;
import dev.tfskit.volume.ModelFile;
import dev.tfskit.volume.ModelInode;
import dev.tfskit.volume.ModelSocket;
import dev.tfskit.volume.ModelSpecialFile;
import dev.tfskit.volume.ModelSymbolicLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares a directory of a mount, and the files that are open, with its model. */
final class MountedComparison {

    private static final int PERMISSION_BITS = 07777;
    /** The kernel takes the time of a write that it collects from a clock that moves in steps. */
    private static final Duration TICK = Duration.ofMillis(20);

    private final MountedModel model;

    MountedComparison(MountedModel model) {
        this.model = model;
    }

    void compare() throws IOException {
        for (MountedModel.Place place : model.all()) {
            compare(place.path(), place.inode());
        }
        for (MountedModel.Handle handle : model.handles()) {
            compare("open file", handle.file().content(), handle.channel());
        }
    }

    private void compare(Path path, ModelInode inode) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        assertEquals(inode.permissions(), model.permissions((int) found.get("mode") & PERMISSION_BITS), path::toString);
        compare(path + ": time of content", inode.modified(), (FileTime) found.get("lastModifiedTime"));
        compare(path + ": time of status", inode.changed(), (FileTime) found.get("ctime"));
        int links = (int) found.get("nlink");
        switch (inode) {
            case ModelDirectory directory -> {
                assertEquals(2 + directory.subdirectories(), links, path::toString);
                compareNames(path, directory);
                compareAttributes(path, directory);
            }
            case ModelFile file -> {
                assertEquals(file.names(), links, path::toString);
                compareAttributes(path, file);
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    compare(path.toString(), file.content(), channel);
                }
            }
            case ModelSymbolicLink link ->
                assertEquals(link.target(), Text.of(Files.readSymbolicLink(path).toString()), path::toString);
            case ModelSocket _, ModelSpecialFile _ ->
                throw new IllegalStateException("no socket or special file was made");
        }
    }

    private void compare(String what, Instant expected, FileTime found) {
        Instant time = found.toInstant();
        Instant latest = model.latest(expected);
        Instant earliest = expected.equals(latest) ? expected : expected.minus(TICK);
        assertTrue(
                !time.isBefore(earliest) && !time.isAfter(latest),
                () -> what + ": " + time + " is not from " + expected + " to " + model.latest(expected));
    }

    private static void compareNames(Path path, ModelDirectory directory) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            assertEquals(
                    directory.children().keySet().stream()
                            .map(MountedModel::text)
                            .sorted()
                            .toList(),
                    entries.map(entry -> entry.getFileName().toString())
                            .sorted()
                            .toList(),
                    path::toString);
        }
    }

    private static void compareAttributes(Path path, ModelInode inode) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        SortedMap<Symbol, Text> found = new TreeMap<>();
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            found.put(
                    Symbol.of("user." + name),
                    Text.of(StandardCharsets.US_ASCII.decode(value.flip()).toString()));
        }
        assertEquals(inode.attributes(), found, path::toString);
    }

    /** Reads what was written, and as much before it and behind it. */
    private static void compare(String what, ModelContent expected, FileChannel channel) throws IOException {
        assertEquals(expected.length(), channel.size(), what);
        for (long start : expected.chunkPositions()) {
            long from = Math.max(0, start - ModelContent.CHUNK);
            ByteBuffer found = ByteBuffer.allocate(3 * ModelContent.CHUNK);
            int count = Math.max(0, channel.read(found, from));
            assertArrayEquals(
                    expected.read(from, found.capacity()),
                    Arrays.copyOf(found.array(), count),
                    () -> what + " at " + from);
        }
    }
}
