// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image.unpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.OpenDescriptors;
import dev.tfskit.source.Content;
import dev.tfskit.source.ListSource;
import dev.tfskit.source.MemoryContent;
import dev.tfskit.source.Notice;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.source.lookup.SourceTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedTreeTest {

    /** More than is copied at a time. */
    private static final int LARGE = 3 << 20;

    private final List<Notice> notices = new ArrayList<>();

    @TempDir
    private Path temp;

    private SourceTree unpacked(TreeSource... sources) throws IOException {
        return UnpackedTree.of(List.of(sources), temp, notices::add);
    }

    private static byte[] large(int seed) {
        byte[] bytes = new byte[LARGE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ListSource files(Object... namesAndBytes) {
        ListSource source = new ListSource();
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            byte[] bytes = (byte[]) namesAndBytes[i + 1];
            source.file((String) namesAndBytes[i], bytes.length, new MemoryContent(bytes));
        }
        return source;
    }

    private static byte[] bytes(SourceTree tree, String name) throws IOException {
        SourceEntry entry = tree.find(ListSource.path(name)).orElseThrow().entry();
        ByteBuffer bytes = ByteBuffer.allocate(LARGE);
        try (Content.Reader reader = ((SourceEntry.File) entry).content().open()) {
            while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) >= 0) {
                // Each round reads what the last one left.
            }
        }
        assertEquals(0, bytes.remaining(), name);
        return bytes.array();
    }

    @Test
    void filesKeepTheirBytesWhenOneIsReplaced() throws IOException {
        try (SourceTree tree = unpacked(files("z", large(1), "a", large(2), "m", large(3), "m", large(4)))) {
            assertArrayEquals(large(1), bytes(tree, "z"));
            assertArrayEquals(large(2), bytes(tree, "a"));
            assertArrayEquals(large(4), bytes(tree, "m"));
        }
    }

    @Test
    void filesKeepTheirBytesWhenLayerRemovesOne() throws IOException {
        ListSource lower = files("z", large(1), "a", large(2), "m", large(3));
        ListSource upper = new ListSource().add(new SourceEntry.Whiteout(ListSource.path("m")));
        try (SourceTree tree = unpacked(lower.layerOf(this), upper.layerOf(this))) {
            assertArrayEquals(large(1), bytes(tree, "z"));
            assertArrayEquals(large(2), bytes(tree, "a"));
            assertTrue(tree.find(ListSource.path("m")).isEmpty());
        }
    }

    @Test
    void closedTreeHoldsNoFile() throws IOException {
        SourceTree tree = unpacked(files("a", large(1)));
        assertArrayEquals(new String[0], temp.toFile().list());
        assertArrayEquals(large(1), bytes(tree, "a"));
        assertEquals(List.of(), notices);
        tree.close();
        assertThrows(ClosedChannelException.class, () -> bytes(tree, "a"));
    }

    @Test
    void errorOfASourceLeavesNoDescriptor() throws IOException {
        TreeSource exhausting = () -> {
            throw new OutOfMemoryError("no memory, as the test wants");
        };
        assertThrows(OutOfMemoryError.class, () -> unpacked(files("a", large(1)), exhausting));
        assertEquals(List.of(), OpenDescriptors.below(temp));
    }
}
