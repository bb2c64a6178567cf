// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.compare.Comparison;
import dev.tfskit.compare.Difference;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.TreePath;
import dev.tfskit.survey.Survey;
import dev.tfskit.value.CollidingNames;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import dev.tfskit.volume.GoldenVolumes;
import dev.tfskit.volume.HandMadeVolume;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any change of a log: its history ends, and reading its values gives a result or a format exception. */
class HostileHistoryTest {

    /** Where the second extension of these logs begins, and how much of it is looked at. */
    private static final int START = 512;

    private static final int MOST_BYTES = 12_000;

    private static MemoryDevice damaged(byte[] volume, Random random) {
        byte[] bytes = volume.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = START + random.nextInt(MOST_BYTES);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
        return new MemoryDevice(bytes);
    }

    @Test
    void longNamesOfAttributesAreCut() {
        Symbol name = Symbol.of("x".repeat(1 << 20));
        Tuple value = new Tuple();
        value.set(name, Int.of(1));
        ChangeLocation location = new ChangeLocation(1, Optional.of(TreePath.ROOT), true);
        Change change = new Change.AttributeSet(location, List.of(name), Optional.empty(), value);
        assertEquals(
                "set " + "x".repeat(255) + "... (1048576 bytes) of / to (" + "x".repeat(120) + "... (1048576 bytes):1)",
                change.describe());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fuse-written", "kernel-written", "mixed-v4-v5", "ops-tree"})
    void damagedLogsEndInAStepOfDamage(String name) throws Exception {
        byte[] bytes = GoldenVolumes.open(name).toByteArray();
        Volume original = Volume.open(new MemoryDevice(bytes));
        Seeds.repeat(40, random -> {
            BlockDevice device = damaged(bytes, random);
            List<Step> steps = Histories.steps(device, 20);
            for (Step step : steps) {
                if (step instanceof Step.Recorded record) {
                    record.changes()
                            .forEach(change -> assertTrue(change.describe().length() < 100_000));
                }
            }
            try {
                use(device, original);
            } catch (TfsFormatException refused) {
                assertTrue(refused.getMessage().length() < 100_000);
            }
        });
    }

    private static void use(BlockDevice device, Volume original) throws IOException {
        Replay replay = Replay.ofReadablePart(device);
        Survey survey = Survey.of(device, replay, 5);
        assertTrue(survey.space().freeBlocks() >= 0 && survey.tree().holeBytes() >= 0);
        Volume volume = Volume.of(device, replay);
        OwnershipSnapshot.of(volume)
                .reportLost(Volume.openAt(device, replay.records() / 2), lost -> assertTrue(lost.blocks() > 0));
        Comparison comparison = new Comparison(original, volume);
        while (comparison.hasNext()) {
            Difference difference = comparison.next();
            assertTrue(difference.path().depth() < 1000);
        }
    }

    @Test
    @Timeout(60)
    void manyNamesOfAnInodeWithEqualHashesDoNotMakeItSlow() throws IOException {
        int count = 1 << 16;
        Tuple root = WrittenLog.directory();
        Tuple file = WrittenLog.file();
        for (Symbol name : CollidingNames.of(count)) {
            WrittenLog.entries(root).set(name, file);
        }
        List<Step.Recorded> records = Histories.records(HandMadeVolume.device(root, 0));
        assertEquals(count, records.stream().mapToLong(Step.Recorded::entries).sum() - 3);
    }

    /** Each move would give all parts of the tuple their roles anew. */
    @Test
    @Tag("slow")
    @Timeout(60)
    void largeTupleThatMovesInAndOutOfTreeDoesNotMakeItSlow() throws IOException {
        int parts = 400_000;
        int moves = 100_000;
        WrittenLog log = new WrittenLog(1 << 17);
        Tuple outside = new Tuple();
        Tuple large = new Tuple();
        for (int i = 0; i < parts; i++) {
            large.set(Symbol.of("a" + i), Int.of(i));
        }
        log.record(outside).set(log.root(), "x", large);
        for (int i = 0; i < moves; i++) {
            Tuple holder = i % 2 == 0 ? outside : log.root();
            log.remove(i % 2 == 0 ? log.root() : outside, "x").set(holder, "x", large);
        }
        History history = new History(log.device(), 1);
        long records = 0;
        for (; history.hasNext(); records++) {
            history.next();
        }
        assertTrue(records > 2 * moves, () -> "the whole log is read");
    }

    @Test
    void extentsOutsideTreeAreTuplesWithoutFile() throws IOException {
        WrittenLog log = new WrittenLog();
        Tuple file = WrittenLog.file(1000, 8);
        Tuple extents = WrittenLog.extents(file);
        Tuple extent = extents.tuple(Symbol.of("0")).orElseThrow();
        Tuple outside = new Tuple();
        log.set(log.entries(), "f", file)
                .record(outside)
                .remove(extents, "0")
                .set(outside, "x", extent)
                .set(extent, "length", Int.of(5))
                .set(extents, "0", extent)
                .set(extent, "length", Int.of(6));
        List<List<String>> words = Histories.words(log);
        assertTrue(words.get(4).getFirst().startsWith("set length of tuple "), words::toString);
        assertTrue(words.getLast().getFirst().contains("/f"), words::toString);
    }

    @Test
    void pathsReturnWithTheEntriesOfADirectory() throws IOException {
        WrittenLog log = new WrittenLog();
        Tuple directory = WrittenLog.directory();
        Tuple entries = WrittenLog.entries(directory);
        Tuple inner = WrittenLog.directory();
        Tuple file = WrittenLog.file();
        Tuple outside = new Tuple();
        log.set(log.entries(), "d", directory)
                .set(entries, "f", inner)
                .set(WrittenLog.entries(inner), "g", file)
                .record(outside)
                .remove(directory, "children")
                .set(outside, "x", entries)
                .set(file, "filelength", Int.of(1))
                .remove(outside, "x")
                .set(directory, "children", entries)
                .set(file, "filelength", Int.of(2));
        List<List<String>> words = Histories.words(log);
        assertTrue(words.getLast().getFirst().contains("/d/f/g"), words::toString);
    }

    /** A directory in itself, and one whose parent is its child. */
    @Test
    void cyclesOfDirectoriesEnd() throws IOException {
        WrittenLog log = new WrittenLog();
        var directory = WrittenLog.directory();
        var inner = WrittenLog.directory();
        log.set(log.entries(), "a", directory)
                .set(WrittenLog.entries(directory), "b", inner)
                .set(WrittenLog.entries(inner), "c", directory)
                .set(WrittenLog.entries(directory), "d", log.root())
                .remove(log.entries(), "a")
                .set(inner, "user.x", log.root());
        List<Step.Recorded> records = Histories.records(log.device());
        records.forEach(record -> record.changes().forEach(Change::describe));
        assertTrue(Histories.words(records.getLast()).getFirst().startsWith("set user.x of tuple "));
    }
}
