// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.MemoryDevice;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Symbol;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import dev.tfskit.volume.WritableVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The entries of a tree that a page lists when it has no room for all. */
class EntryChoiceTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

    private final MemoryDevice device = new MemoryDevice(new byte[16 << 20]);

    @BeforeEach
    void makeVolume() throws IOException {
        try (WritableVolume volume = Volume.format(device, new Identity(new UUID(1, 2), Label.of("choice")), CLOCK)) {
            Directory large = volume.root().createDirectory(Symbol.of("large"));
            Directory small = volume.root().createDirectory(Symbol.of("small"));
            for (int i = 0; i < 10; i++) {
                fill(large.createFile(Symbol.of("file" + i)), 10_000 + 1000 * i);
                fill(small.createFile(Symbol.of("file" + i)), 100);
            }
        }
    }

    private static void fill(RegularFile file, int bytes) throws IOException {
        try (OpenFile open = file.open()) {
            open.write(0, ByteBuffer.allocate(bytes));
        }
    }

    private List<String> listed(int most) throws IOException {
        try (Volume volume = Volume.open(device)) {
            EntryChoice choice = EntryChoice.of(new TreeWalk(TreePath.ROOT, volume.root()), most);
            assertEquals(22, choice.entries());
            assertEquals(most >= 22, choice.isWhole());
            List<String> paths = new ArrayList<>();
            TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
            for (int i = 0; walk.hasNext(); i++) {
                String path = walk.next().path().toString();
                if (choice.listed().get(i)) {
                    paths.add(path);
                }
            }
            return paths;
        }
    }

    @Test
    void allEntriesAreListedWhenThereIsRoom() throws IOException {
        assertEquals(22, listed(22).size());
        assertEquals(22, listed(1000).size());
    }

    @Test
    void largestEntriesAreListedWithTheirDirectories() throws IOException {
        assertEquals(List.of("/large"), listed(1));
        assertEquals(List.of("/large", "/large/file8", "/large/file9"), listed(3));
    }

    @Test
    void equalEntriesFollowTheirDirectory() throws IOException {
        List<String> paths = listed(14);
        assertEquals(14, paths.size());
        assertTrue(paths.containsAll(List.of("/small", "/small/file0", "/small/file1")), paths.toString());
        assertFalse(paths.contains("/small/file2"), paths.toString());
    }

    @Test
    void pageHasLessDataForFewerEntries() throws IOException {
        long all = pageBytes(1000);
        long few = pageBytes(3);
        assertTrue(few < all, few + " and " + all);
    }

    private long pageBytes(int most) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        new Report("choice", device, most).writeTo(page);
        String text = page.toString(StandardCharsets.UTF_8);
        assertTrue(text.endsWith("</html>\n"));
        return page.size();
    }
}
