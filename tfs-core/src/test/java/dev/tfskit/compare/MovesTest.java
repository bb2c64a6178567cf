// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import static dev.tfskit.compare.BuiltVolume.name;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tfskit.Seeds;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovesTest {

    private static final int BLOCK = 512;

    private final BuiltVolume first;
    private final BuiltVolume second;

    MovesTest() throws IOException {
        first = new BuiltVolume();
        second = new BuiltVolume();
    }

    private static List<String> moves(BuiltVolume first, BuiltVolume second) throws IOException {
        Volume before = first.open();
        Volume after = second.open();
        return Moves.between(before, after, inode(before, "a"), inode(after, "b")).stream()
                .map(Difference.Moved.class::cast)
                .map(move -> move.path() + " to " + move.target())
                .toList();
    }

    private static Map<TreePath, Inode> inode(Volume volume, String name) throws IOException {
        return Map.of(
                TreePath.ROOT.child(name(name)), volume.root().find(name(name)).orElseThrow());
    }

    /** Writes blocks of one byte each; a hole for -1. */
    private static void write(BuiltVolume volume, String name, int lastBytes, int... blocks) throws IOException {
        RegularFile file = volume.root().createFile(name(name));
        for (int block = 0; block < blocks.length; block++) {
            if (blocks[block] >= 0) {
                byte[] content = new byte[BLOCK];
                Arrays.fill(content, (byte) blocks[block]);
                volume.write(file, block, content);
            }
        }
        volume.setLength(file, (blocks.length - 1L) * BLOCK + lastBytes);
    }

    @Test
    void storedZerosAreEqualToHole() throws IOException {
        write(first, "a", 7, -1, 1, 0, 2, -1, 0);
        write(second, "b", 7, 0, 1, -1, 2, 0, -1);
        assertEquals(List.of("/a to /b"), moves(first, second));
    }

    @Test
    void positionOfDataCounts() throws IOException {
        write(first, "a", BLOCK, 1, -1, 2, -1);
        write(second, "b", BLOCK, 1, -1, -1, 2);
        assertEquals(List.of(), moves(first, second));
    }

    /** One file lies in one piece, the other in several. */
    @Test
    void layoutMakesNoDifference() throws Exception {
        Seeds.repeat(20, random -> {
            byte[] content = new byte[1 + random.nextInt(1_000_000)];
            for (int block = 0; block * BLOCK < content.length; block++) {
                content[block * BLOCK] = (byte) random.nextInt(3);
            }
            BuiltVolume whole = new BuiltVolume();
            whole.file(whole.root(), "a", content);
            BuiltVolume pieces = new BuiltVolume();
            RegularFile file = pieces.root().createFile(name("b"));
            for (int at = 0; at < content.length; ) {
                int end = Math.min(content.length, at + BLOCK * (1 + random.nextInt(1000)));
                pieces.write(file, at / BLOCK, Arrays.copyOfRange(content, at, end));
                pieces.file("between " + at, "x");
                at = end;
            }
            pieces.setLength(file, content.length);
            assertEquals(List.of("/a to /b"), moves(whole, pieces));
        });
    }
}
