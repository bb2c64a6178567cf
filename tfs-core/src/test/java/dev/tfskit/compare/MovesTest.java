// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.compare;

import static dev.tfskit.compare.BuiltVolume.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tfskit.Seeds;
import dev.tfskit.schema.TreePath;
import dev.tfskit.value.Text;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final String FILE = "f:(filelength:10)";

    /** The differences of two volumes that have nothing in common but their roots. */
    private static List<Difference> differences(String before, String after) throws IOException {
        Volume first = HandMadeVolume.open("(children:(" + before + "))");
        Volume second = HandMadeVolume.open("(children:(" + after + "))");
        return Moves.between(first, second, belowRoot(first), belowRoot(second));
    }

    private static Map<TreePath, Inode> belowRoot(Volume volume) {
        Map<TreePath, Inode> inodes = new LinkedHashMap<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            if (walk.next() instanceof TreeWalk.Visit.Entry(TreePath path, Inode inode)) {
                inodes.put(path, inode);
            }
        }
        return inodes;
    }

    private static List<String> moves(String before, String after) throws IOException {
        return differences(before, after).stream()
                .map(Difference.Moved.class::cast)
                .map(move -> move.path() + " to " + move.target())
                .toList();
    }

    private static String directory(String name, String entries) {
        return name + ":(children:(" + entries + "))";
    }

    /** A link, an empty file and an empty directory are like others of their kind, and move with their directory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "l:(linktarget:x)",
                "e:(extents:())",
                "d:(children:())",
                "d:(children:(g:(filelength:20)))",
                "d:(children:(d:(children:(g:(filelength:20) l:(linktarget:x)))))"
            })
    void directoryMovesWithAllThatIsInIt(String others) throws IOException {
        String entries = FILE + " " + others;
        assertEquals(List.of("/old to /new"), moves(directory("old", entries), directory("new", entries)));
    }

    @ParameterizedTest
    @CsvSource({
        "e:(extents:()), ''",
        "'', e:(extents:())",
        "l:(linktarget:x), l:(linktarget:y)",
        "l:(linktarget:x), l:(extents:())",
        "l:(linktarget:x), k:(linktarget:x)",
        "e:(extents:()), e:(filelength:1)",
        "e:(filelength:1), e:(extents:())",
        "e:(extents:()), e:(children:())",
        "d:(children:()), d:(children:(e:(extents:())))",
        "d:(children:(e:(extents:()))), d:(children:())",
        "d:(children:()), d:(extents:())"
    })
    void directoryWithAnotherEntryStaysAndItsFileMoves(String before, String after) throws IOException {
        assertEquals(
                List.of("/old/f to /new/f"),
                moves(directory("old", FILE + " " + before), directory("new", FILE + " " + after)));
    }

    @Test
    void directoryWhoseFilesPartHasNotMoved() throws IOException {
        assertEquals(
                List.of("/old/f to /a/f", "/old/g to /b/g"),
                moves(
                        directory("old", FILE + " g:(filelength:20)"),
                        directory("a", FILE) + " " + directory("b", "g:(filelength:20)")));
    }

    @Test
    void directoryOfARenamedFileHasNotMoved() throws IOException {
        assertEquals(List.of("/old/f to /new/g"), moves(directory("old", FILE), directory("new", "g:(filelength:10)")));
    }

    @Test
    void attributesBelowAMovedDirectoryAreCompared() throws IOException {
        List<Difference> found = differences(
                directory("old", FILE + " l:(linktarget:x colour:red)"),
                directory("new", FILE + " l:(linktarget:x colour:blue)"));
        assertEquals(2, found.size(), found::toString);
        assertInstanceOf(Difference.Moved.class, found.getFirst());
        Difference.AttributeDiffers colour = assertInstanceOf(Difference.AttributeDiffers.class, found.getLast());
        assertEquals("/new/l", colour.path().toString());
        assertEquals(Optional.of(Text.of("red")), colour.first());
        assertEquals(Optional.of(Text.of("blue")), colour.second());
    }
}
