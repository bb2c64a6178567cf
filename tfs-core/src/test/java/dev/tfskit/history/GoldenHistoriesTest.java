// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Extent;
import dev.tfskit.schema.TreePath;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.Inode;
import dev.tfskit.volume.RegularFile;
import dev.tfskit.volume.TreeWalk;
import dev.tfskit.volume.Tuples;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs of other implementations have consistent histories. */
class GoldenHistoriesTest {

    static List<String> names() throws IOException {
        return GoldenVolumes.names();
    }

    private static Map<Integer, RegularFile> files(Volume volume) {
        Map<Integer, RegularFile> files = new HashMap<>();
        TreeWalk walk = new TreeWalk(TreePath.ROOT, volume.root());
        while (walk.hasNext()) {
            Inode inode = ((TreeWalk.Visit.Entry) walk.next()).inode();
            if (inode instanceof RegularFile file) {
                files.put(Tuples.of(inode).number(), file);
            }
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("names")
    void changesAddUpToTree(String name) throws IOException {
        BlockDevice device = GoldenVolumes.open(name);
        TreeModel model = new TreeModel();
        Histories.records(device).forEach(record -> record.changes().forEach(model::apply));
        Volume volume = Volume.open(device);
        assertEquals(HistoryAgreement.tree(volume).orElseThrow(), model.tree());
        for (Map.Entry<Integer, RegularFile> file : files(volume).entrySet()) {
            assertEquals(file.getValue().length(), model.length(file.getKey()));
        }
    }

    /** These writers create files without blocks, so their extents are all changes of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"c-tree", "c-bigfile", "fuse-written", "kernel-written"})
    void changesAddUpToExtents(String name) throws IOException {
        BlockDevice device = GoldenVolumes.open(name);
        TreeModel model = new TreeModel();
        Histories.records(device).forEach(record -> record.changes().forEach(model::apply));
        for (Map.Entry<Integer, RegularFile> file : files(Volume.open(device)).entrySet()) {
            SortedMap<Long, Extent> expected = new TreeMap<>();
            file.getValue().extents().forEach(extent -> expected.put(extent.fileBlock(), extent));
            assertEquals(expected, model.extents(file.getKey()));
        }
    }

    /**
     * Between the halves of a rename a tree holds both names; at all other times the history and the tree say the same.
     */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"fuse-written", "kernel-written", "mixed-v4-v5"})
    void everyPastStateEqualsTheChangesUpToIt(String name) throws IOException {
        BlockDevice device = GoldenVolumes.open(name);
        assertTrue(HistoryAgreement.assertFollowsTree(device)
                > Histories.records(device).size() / 2);
    }

    private static long count(String name, Class<? extends Change> kind) throws IOException {
        return Histories.records(GoldenVolumes.open(name)).stream()
                .flatMap(record -> record.changes().stream())
                .filter(kind::isInstance)
                .count();
    }

    /** Each in two records, an addition and a removal. */
    @Test
    void renamesOfTheMount() throws IOException {
        assertEquals(count("fuse-written", Change.Renamed.class), count("fuse-written", Change.Completed.class));
        assertEquals(0, count("fuse-written", Change.Linked.class));
        List<Step.Recorded> records = Histories.records(GoldenVolumes.open("fuse-written"));
        assertEquals(
                "rename directory /new/a to /new/z",
                Histories.words(records.get(613)).getFirst());
        assertEquals(
                List.of("complete what record 613 began: rename directory /new/a to /new/z"),
                Histories.words(records.get(614)));
        assertEquals(
                "rename file /new/kept.txt to /new/kept-again.txt",
                Histories.words(records.get(611)).getFirst());
    }

    /** The kernel writes all attributes again with each new name; they are not taken for changes. */
    @Test
    void linksRenamesAndExchangesOfTheKernel() throws IOException {
        List<Step.Recorded> records = Histories.records(GoldenVolumes.open("kernel-written"));
        assertEquals(
                "link file /links/orig to /links/third",
                Histories.words(records.get(296)).getFirst());
        assertEquals(548, records.get(296).entries());
        assertEquals(3, records.get(296).changes().size());
        assertEquals(List.of(), records.get(297).changes());
        assertEquals(List.of("rename file /links/fourth to /links/renamed-link"), Histories.words(records.get(321)));
        assertEquals(
                "rename file /links/winner to /links/victim in place of what was there",
                Histories.words(records.get(331)).getFirst());
        assertEquals(
                "exchange /ren/x1 and /ren/x2",
                Histories.words(records.get(383)).getFirst());
        assertEquals(
                "complete what record 383 began: exchange /ren/x1 and /ren/x2",
                Histories.words(records.get(384)).getFirst());
        assertEquals(3, count("kernel-written", Change.Exchanged.class));
    }

    @Test
    void extensionsAreShownBetweenTheRecords() throws IOException {
        List<Step> steps = Histories.steps(GoldenVolumes.open("c-manylog"), 10);
        assertEquals(
                3,
                steps.stream().filter(step -> step.toString().contains("Link[")).count());
    }
}
