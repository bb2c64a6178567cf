// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfskit.check.Checks;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Volumes of other writers can be changed, and untouched entries stay as they are. */
@Tag("slow")
class GoldenWritingTest {

    private static final int FAR = 300_000;
    private static final int MORE_BYTES = 16 << 20;

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    private static InstantSource clock() {
        return InstantSource.fixed(Instant.ofEpochSecond(1_500_000_000));
    }

    private static List<RegularFile> files(Volume volume) throws IOException {
        Set<Inode> found = new HashSet<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        List<RegularFile> files = new ArrayList<>();
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry entry
                    && entry.inode() instanceof RegularFile file
                    && found.add(file)) {
                files.add(file);
            }
        }
        return files;
    }

    /**
     * The entries by path, without those of a directory, and without numbers that another tool would write in another
     * way.
     */
    private static Map<String, JsonNode> entries(Volume volume) throws IOException {
        Map<String, JsonNode> entries = new HashMap<>();
        for (JsonNode entry : new VolumeDescription(volume).describe().get("entries")) {
            // A log that is written anew leaves these out.
            ((ObjectNode) entry).remove("dotdot");
            entries.put(entry.get("path").asText(), entry);
        }
        return entries;
    }

    private static byte[] content(RegularFile file, long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        file.read(0, bytes);
        return bytes.array();
    }

    @ParameterizedTest
    @MethodSource("names")
    void untouchedEntriesStay(String name) throws IOException {
        MemoryDevice device = GoldenVolumes.open(name);
        Map<String, JsonNode> before = entries(Volume.open(new MemoryDevice(device.toByteArray())));
        for (int round = 0; round < 3; round++) {
            try (WritableVolume volume = Volume.openForWriting(device, clock())) {
                Directory made = volume.root().createDirectory(Symbol.of("made by a test " + round));
                try (OpenFile open = made.createFile(Symbol.of("f")).open()) {
                    open.write(100, ByteBuffer.allocate(3000));
                }
                volume.commit();
                made.rename(Symbol.of("f"), volume.root(), Symbol.of("f" + round), RenameMode.KEEP);
                if (round == 1) {
                    // Not all have room for it, and it must do no harm either way.
                    volume.compact();
                }
            }
            Checks.assertReadable(device);
        }
        Map<String, JsonNode> after = entries(Volume.open(device));
        before.forEach((path, entry) -> assertEquals(entry, after.get(path)));
        assertEquals(before.size() + 6, after.size());
    }

    @ParameterizedTest
    @MethodSource("names")
    void allFilesCanGrowOverForeignTails(String name) throws IOException {
        MemoryDevice device = GoldenVolumes.open(name);
        device.resize(device.size() + MORE_BYTES);
        Map<Integer, byte[]> expected = new HashMap<>();
        try (WritableVolume volume = Volume.openForWriting(device, clock())) {
            List<RegularFile> files = files(volume);
            for (int i = 0; i < files.size(); i++) {
                long length = Math.min(files.get(i).length(), 100_000);
                byte[] old = content(files.get(i), length);
                expected.put(i, Arrays.copyOf(old, FAR));
                try (OpenFile open = files.get(i).open()) {
                    if (open.length() > length) {
                        open.truncate(length);
                    }
                    open.truncate(length + 1000);
                    if (i % 2 == 0) {
                        open.append(ByteBuffer.wrap(new byte[] {7}));
                        expected.get(i)[(int) length + 1000] = 7;
                    }
                    open.truncate(FAR);
                }
                assertArrayEquals(expected.get(i), content(files.get(i), FAR));
            }
        }
        Checks.assertReadable(device);
        try (WritableVolume volume = Volume.openForWriting(device, clock())) {
            List<RegularFile> files = files(volume);
            assertEquals(expected.size(), files.size());
            for (int i = 0; i < files.size(); i++) {
                assertArrayEquals(expected.get(i), content(files.get(i), FAR), "file " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everythingCanBeRemoved(String name) throws IOException {
        MemoryDevice device = GoldenVolumes.open(name);
        try (WritableVolume volume = Volume.openForWriting(device, clock())) {
            empty(volume.root());
            volume.commit();
            assertEquals(1, volume.statistics().inodes());
            long free = volume.root().tree.live().mutations().pool().freeBlocks();
            long logRuns = volume.root().tree.live().mutations().pool().logRuns() * 1024L;
            long log = volume.logExtensions().stream()
                    .mapToLong(each -> each.blocks())
                    .sum();
            assertEquals(volume.blocks(), free + logRuns + log);
        }
        Checks.assertReadable(device);
        assertEquals(List.of(), Volume.open(device).root().entries());
    }

    private static void empty(Directory directory) throws IOException {
        for (DirectoryEntry entry : directory.entries()) {
            if (entry.inode() instanceof Directory below) {
                empty(below);
                directory.removeDirectory(entry.name());
            } else {
                directory.unlink(entry.name());
            }
        }
    }
}
