// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Writes files whose names begin alike, and remembers what must be in each after a crash: what was synced; and, of the
 * one file that it was busy with, what may be there besides.
 */
final class DurableWriter {

    private static final int NAMES = 12;
    private static final int MOST_BYTES = 60_000;

    private final Path directory;
    private final String prefix;
    private final Random random;
    private final Map<String, Synced> synced = new TreeMap<>();
    private Optional<Pending> pending = Optional.empty();

    /** What a file holds, and when it was written last. */
    private record Synced(byte[] bytes, FileTime modified) {

        static Synced of(Path file) throws IOException {
            return new Synced(Files.readAllBytes(file), Files.getLastModifiedTime(file));
        }

        void check(Synced found, String name) {
            assertArrayEquals(bytes, found.bytes, name);
            assertEquals(modified, found.modified, name);
        }
    }

    /**
     * What was begun, and perhaps not finished.
     *
     * @param name the file
     * @param kind what is done with it
     * @param after what it holds when that is done
     */
    private record Pending(String name, Kind kind, byte[] after) {}

    private enum Kind {
        CREATE,
        APPEND,
        REPLACE,
        REMOVE
    }

    DurableWriter(Path directory, String prefix, long seed) {
        this.directory = directory;
        this.prefix = prefix;
        this.random = new Random(seed);
    }

    /** Writes one file after the other. Each that is safe is counted down. */
    void writeUntilItFails(CountDownLatch done) {
        try {
            while (true) {
                write();
                done.countDown();
            }
        } catch (IOException killed) {
            // What was pending stays so.
        }
    }

    private void write() throws IOException {
        String name = prefix + random.nextInt(NAMES);
        Synced old = synced.get(name);
        byte[] bytes = new byte[random.nextInt(MOST_BYTES)];
        random.nextBytes(bytes);
        Kind kind = old == null ? Kind.CREATE : Kind.values()[1 + random.nextInt(3)];
        pending = Optional.of(new Pending(name, kind, kind == Kind.APPEND ? join(old.bytes, bytes) : bytes));
        Path file = directory.resolve(name);
        switch (kind) {
            case CREATE -> put(file, bytes, StandardOpenOption.CREATE_NEW);
            case APPEND -> put(file, bytes, StandardOpenOption.APPEND);
            case REPLACE -> {
                Path beside = directory.resolve(prefix + "new");
                put(beside, bytes, StandardOpenOption.CREATE);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
                sync();
            }
            case REMOVE -> {
                Files.delete(file);
                sync();
            }
        }
        finish(file);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void put(Path file, byte[] bytes, OpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, mode)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void finish(Path file) throws IOException {
        Pending finished = pending.orElseThrow();
        if (finished.kind == Kind.REMOVE) {
            synced.remove(finished.name);
        } else {
            synced.put(finished.name, new Synced(finished.after, Files.getLastModifiedTime(file)));
        }
        pending = Optional.empty();
    }

    /** Demands that everything is there after a crash, and goes on from what was found. */
    void check() throws IOException {
        if (pending.isPresent()) {
            adopt(pending.get());
            pending = Optional.empty();
        }
        for (Map.Entry<String, Synced> each : synced.entrySet()) {
            each.getValue().check(Synced.of(directory.resolve(each.getKey())), each.getKey());
        }
        Files.deleteIfExists(directory.resolve(prefix + "new"));
        assertEquals(synced.keySet(), names());
    }

    private Set<String> names() throws IOException {
        Set<String> found = new HashSet<>();
        for (Path each : list()) {
            found.add(each.getFileName().toString());
        }
        return found;
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    private void adopt(Pending begun) throws IOException {
        Path file = directory.resolve(begun.name);
        Synced old = synced.get(begun.name);
        if (Files.notExists(file)) {
            assertTrue(begun.kind == Kind.CREATE || begun.kind == Kind.REMOVE, begun.name + " is gone");
            synced.remove(begun.name);
            return;
        }
        Synced found = Synced.of(file);
        switch (begun.kind) {
            case CREATE -> assertTrue(found.bytes.length <= begun.after.length, "more than was ever written");
            case APPEND -> assertArrayEquals(old.bytes, Arrays.copyOf(found.bytes, old.bytes.length), begun.name);
            case REPLACE -> {
                if (!Arrays.equals(begun.after, found.bytes)) {
                    old.check(found, begun.name + ", which is not new,");
                }
            }
            case REMOVE -> old.check(found, begun.name);
        }
        assertFalse(
                begun.kind == Kind.APPEND && found.bytes.length > begun.after.length, "more than was ever appended");
        synced.put(begun.name, found);
    }
}
