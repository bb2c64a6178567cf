// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import static dev.tfskit.compare.BuiltVolume.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tfskit.compare.BuiltVolume;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.value.Int;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.Directory;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SurveyTest {

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    private static Survey survey(BlockDevice device) throws IOException {
        return Survey.of(device, Replay.of(device), 3);
    }

    /** Counts in the description that came with a volume. */
    private static long count(JsonNode expected, String type) {
        long count = 0;
        for (JsonNode entry : expected.get("entries")) {
            if (!entry.has("same_as") && entry.get("type").asText().equals(type)) {
                count++;
            }
        }
        return count;
    }

    private static long sum(JsonNode expected, String field) {
        long sum = 0;
        for (JsonNode entry : expected.get("entries")) {
            sum += entry.has("same_as") ? 0 : entry.path(field).asLong();
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("names")
    void countsTheEntriesOfGoldenVolumes(String name) throws IOException {
        JsonNode expected = GoldenVolumes.expected(name);
        TreeFigures tree = survey(GoldenVolumes.open(name)).tree();
        assertEquals(count(expected, "dir"), tree.directories());
        assertEquals(count(expected, "file") + count(expected, "other"), tree.files());
        assertEquals(count(expected, "symlink"), tree.symbolicLinks());
        assertEquals(count(expected, "socket"), tree.sockets());
        assertEquals(sum(expected, "size"), tree.fileBytes());
        assertEquals(expected.get("entries").findValues("same_as").size(), tree.hardLinks());
        assertEquals(0, tree.damaged());
    }

    @ParameterizedTest
    @MethodSource("names")
    void spaceFiguresEqualABlockBitmap(String name) throws IOException {
        JsonNode expected = GoldenVolumes.expected(name);
        BitSet used = new BitSet();
        for (JsonNode extension : expected.get("log")) {
            use(used, extension.get("start_block"), extension.get("blocks"));
        }
        int log = used.cardinality();
        for (JsonNode entry : expected.get("entries")) {
            for (JsonNode extent : entry.path("extents")) {
                use(used, extent.get("start_block"), extent.get("allocated"));
            }
        }
        int blocks = expected.get("volume_bytes").asInt() / BlockDevice.BLOCK_BYTES;
        int runs = 0;
        int longest = 0;
        for (int free = used.nextClearBit(0); free < blocks; free = used.nextClearBit(end(used, free, blocks))) {
            runs++;
            longest = Math.max(longest, end(used, free, blocks) - free);
        }
        assertEquals(
                new SpaceFigures(blocks, used.cardinality() - log, blocks - used.cardinality(), runs, longest),
                survey(GoldenVolumes.open(name)).space());
    }

    private static int end(BitSet used, int free, int blocks) {
        int next = used.nextSetBit(free);
        return next < 0 ? blocks : next;
    }

    private static void use(BitSet used, JsonNode start, JsonNode blocks) {
        used.set(start.asInt(), start.asInt() + blocks.asInt());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLogEntryIsLiveOrObsolete(String name) throws IOException {
        BlockDevice device = GoldenVolumes.open(name);
        LogFigures log = survey(device).log();
        Replay replay = Replay.of(device);
        assertEquals(replay.entries(), log.liveEntries() + log.obsoleteEntries());
        assertEquals(replay.records(), log.records());
        assertEquals(replay.extensions(), log.extensions());
        assertTrue(log.liveEntries() > 0 && log.obsoleteEntries() >= 0);
    }

    /** The kernel compacted when 8192 entries were obsolete, and the log was at most half alive then. */
    @Test
    void compactedLogHasLiveEntriesAlone() throws IOException {
        assertEquals(0, survey(GoldenVolumes.open("c-tree")).log().obsoleteEntries());
        assertTrue(survey(GoldenVolumes.open("kernel-written")).log().obsoleteEntries() > 1000);
    }

    @Test
    void emptyVolumeHasNoFilesAndFullFreeSpace() throws IOException {
        Survey survey = survey(new BuiltVolume().commit());
        assertEquals(new TreeFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), 0), survey.tree());
        assertEquals("test", survey.identity().label().toString());
        assertEquals(1025, survey.log().blocks());
        assertEquals(1, survey.log().liveEntries());
        assertEquals(1, survey.log().records());
        assertEquals(0, survey.space().fileBlocks());
        assertEquals(2048, survey.space().longestFreeRun());
    }

    @Test
    void laterCommitsMakeEntriesObsolete() throws IOException {
        BuiltVolume built = new BuiltVolume();
        RegularFile file = built.file("a", "x");
        long live = survey(built.commit()).log().liveEntries();
        built.setLength(file, 0);
        assertEquals(1, survey(built.commit()).log().obsoleteEntries());
        built.file("b", "x");
        LogFigures log = survey(built.commit()).log();
        assertEquals(1, log.obsoleteEntries());
        // Its entry, its two attributes, the extent and the three attributes of that.
        assertEquals(live + 7, log.liveEntries());
    }

    @Test
    void holesAndPieces() throws IOException {
        BuiltVolume built = new BuiltVolume();
        RegularFile sparse = built.root().createFile(name("sparse"));
        built.write(sparse, 10, new byte[512]);
        built.file("between", "x");
        built.write(sparse, 20, new byte[1024]);
        built.setLength(sparse, 22 * 512 - 100);
        RegularFile whole = built.file(built.root(), "whole", new byte[5000]);
        built.setLength(whole, 100);
        TreeFigures tree = survey(built.commit()).tree();
        assertEquals(19 * 512, tree.holeBytes());
        assertEquals(1, tree.fragmentedFiles());
    }

    @Test
    void largestFilesAreNamedOnceEach() throws IOException {
        BuiltVolume built = new BuiltVolume();
        Directory directory = built.root().createDirectory(name("d"));
        for (int i = 0; i < 10; i++) {
            built.setLength(directory.createFile(name("f" + i)), i < 8 ? 100 * i : 200);
        }
        built.root().link(name("z"), (RegularFile) directory.find(name("f7")).orElseThrow());
        Survey survey = survey(built.commit());
        assertEquals(
                List.of("/d/f7 700", "/d/f6 600", "/d/f5 500"),
                survey.tree().largest().stream()
                        .map(file -> file.path() + " " + file.bytes())
                        .toList());
        assertEquals(1, survey.tree().hardLinks());
        assertEquals(10, survey.tree().files());
    }

    @Test
    void equalsAreNamedInPathOrder() throws IOException {
        BuiltVolume built = new BuiltVolume();
        for (String file : List.of("c", "a", "d", "b")) {
            built.file(file, "x");
        }
        assertEquals(
                List.of("/a", "/b", "/c"),
                survey(built.commit()).tree().largest().stream()
                        .map(file -> file.path().toString())
                        .toList());
    }

    @Test
    void damageIsCounted() throws IOException {
        BuiltVolume built = new BuiltVolume();
        built.file("a", "x");
        built.file("b", "x");
        built.file("c", "x");
        BlockDevice device = built.commit();
        Replay replay = Replay.of(device);
        Tuple entries = replay.root().tuple(name("children")).orElseThrow();
        entries.set(name("a"), Text.of("no inode"));
        entries.tuple(name("b")).orElseThrow().set(name("filelength"), Int.of(-1));
        TreeFigures tree = Survey.of(device, replay, 3).tree();
        assertEquals(2, tree.damaged());
        assertEquals(2, tree.files());
        assertEquals(1, tree.fileBytes());
    }

    /** Lengths of files without content. */
    @Test
    void sumsDoNotOverflow() throws IOException {
        BuiltVolume built = new BuiltVolume();
        built.setLength(built.root().createFile(name("a")), Long.MAX_VALUE);
        built.setLength(built.root().createFile(name("b")), Long.MAX_VALUE);
        TreeFigures tree = survey(built.commit()).tree();
        assertEquals(Long.MAX_VALUE, tree.fileBytes());
        assertEquals(Long.MAX_VALUE, tree.holeBytes());
    }
}
