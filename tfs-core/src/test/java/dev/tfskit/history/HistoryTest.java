// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import static dev.tfskit.check.SampleVolume.extent;
import static dev.tfskit.history.WrittenLog.directory;
import static dev.tfskit.history.WrittenLog.entries;
import static dev.tfskit.history.WrittenLog.extents;
import static dev.tfskit.history.WrittenLog.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.log.Frame;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import dev.tfskit.value.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Symbol A = Symbol.of("a");
    private static final Symbol B = Symbol.of("b");

    private final WrittenLog log;

    HistoryTest() throws IOException {
        log = new WrittenLog();
    }

    private void assertWords(List<List<String>> expected) throws IOException {
        assertEquals(expected, Histories.words(log));
    }

    private static List<String> one(String words) {
        return List.of(words);
    }

    @Test
    void firstRecordCreatesRoot() throws IOException {
        assertEquals(
                one("create directory /"),
                Histories.words(Histories.records(log.device()).getFirst()));
    }

    @Test
    void creations() throws IOException {
        Tuple link = new Tuple();
        link.set(Symbol.of("linktarget"), Text.of("a"));
        Tuple socket = new Tuple();
        socket.set(Symbol.of("socket"), Flag.PRESENT);
        Tuple directory = directory();
        entries(directory).set(B, file());
        log.set(log.entries(), "a", file(100, 3))
                .set(log.entries(), "d", directory)
                .set(log.entries(), "l", link)
                .set(log.entries(), "s", socket);
        assertWords(List.of(
                one("create file /a of 1536 bytes"),
                List.of("create directory /d", "create file /d/b of 0 bytes"),
                one("create symbolic link /l -> a"),
                one("create socket /s")));
    }

    @Test
    void newEntryReplacesOldEntry() throws IOException {
        log.set(log.entries(), "a", file()).set(log.entries(), "a", directory());
        assertEquals(
                one("create directory /a in place of what was there"),
                Histories.words(log).getLast());
    }

    @Test
    void removal() throws IOException {
        log.set(log.entries(), "a", directory()).remove(log.entries(), "a");
        assertEquals(one("remove directory /a"), Histories.words(log).getLast());
    }

    /** As the kernel and the C tools write it. */
    @Test
    void newNameThenRemovalOfOldOneIsRename() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).set(log.entries(), "b", file).remove(log.entries(), "a");
        assertWords(List.of(
                one("create file /a of 0 bytes"),
                one("rename file /a to /b"),
                one("complete what record 2 began: rename file /a to /b")));
    }

    @Test
    void removalThenNewNameIsRename() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).remove(log.entries(), "a").set(log.entries(), "b", file);
        assertWords(List.of(
                one("create file /a of 0 bytes"),
                one("rename file /a to /b"),
                one("complete what record 2 began: rename file /a to /b")));
    }

    /** In one record: b is renamed to c, and a to b. The rename of a must not stand before that of b. */
    @Test
    void renamesInOneRecordFreeTheirTargetsFirst() throws IOException {
        Symbol c = Symbol.of("c");
        for (List<Symbol> order : List.of(List.of(A, c, B), List.of(B, A, c), List.of(B, c, A))) {
            WrittenLog written = new WrittenLog();
            Tuple one = file();
            Tuple other = file();
            written.set(written.entries(), "a", one).set(written.entries(), "b", other);
            written.entries().remove(A);
            written.entries().set(B, one);
            written.entries().set(c, other);
            written.record(written.entries(), order.toArray(Symbol[]::new));
            assertEquals(
                    List.of("rename file /b to /c", "rename file /a to /b"),
                    Histories.words(written).getLast(),
                    order.toString());
            HistoryAgreement.assertFollowsTree(written.device());
        }
    }

    @Test
    void threeNamesThatChangeHandsInOneRecordAreExchangedTwice() throws IOException {
        Tuple first = file();
        Tuple second = file();
        Tuple third = directory();
        Symbol c = Symbol.of("c");
        log.set(log.entries(), "a", first).set(log.entries(), "b", second).set(log.entries(), "c", third);
        log.entries().set(B, first);
        log.entries().set(c, second);
        log.entries().set(A, third);
        log.record(log.entries(), B, c, A);
        assertEquals(
                List.of("exchange /a and /b", "exchange /a and /c"),
                Histories.words(log).getLast());
        HistoryAgreement.assertFollowsTree(log.device());
    }

    @Test
    void renameIntoNewDirectoryOfTheSameRecordComesAfterItsCreation() throws IOException {
        Tuple file = file();
        Tuple directory = directory();
        log.set(log.entries(), "a", file);
        log.entries().remove(A);
        entries(directory).set(A, file);
        log.entries().set(B, directory);
        log.record(log.entries(), A, B);
        assertEquals(
                List.of("create directory /b", "rename file /a to /b/a"),
                Histories.words(log).getLast());
        HistoryAgreement.assertFollowsTree(log.device());
    }

    /** No sequence of single steps without another name does this. */
    @Test
    void directoryMovedIntoItsSuccessorIsNotARename() throws IOException {
        Tuple old = directory();
        Tuple successor = directory();
        log.set(log.entries(), "a", old);
        entries(successor).set(B, old);
        log.entries().set(A, successor);
        log.record(log.entries(), A);
        assertEquals(
                List.of("create directory /a in place of what was there", "link directory /a (removed) to /a/b"),
                Histories.words(log).getLast());
        HistoryAgreement.assertFollowsTree(log.device());
    }

    @Test
    void newNameAndRemovalInOneRecordAreOneRename() throws IOException {
        Tuple file = file();
        Tuple other = file();
        log.set(log.entries(), "a", file).set(log.entries(), "c", other);
        log.entries().remove(A);
        log.entries().set(B, file);
        log.record(log.entries(), A, B);
        log.entries().remove(B);
        log.entries().set(A, file);
        log.record(log.entries(), A, B);
        List<List<String>> words = Histories.words(log);
        assertEquals(one("rename file /a to /b"), words.get(2));
        assertEquals(one("rename file /b to /a"), words.get(3));
    }

    @Test
    void renameOverExistingEntryIsReportedAsSuch() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file)
                .set(log.entries(), "b", file())
                .set(log.entries(), "b", file)
                .remove(log.entries(), "a");
        List<List<String>> words = Histories.words(log);
        assertEquals(one("rename file /a to /b in place of what was there"), words.get(2));
        assertEquals(
                one("complete what record 3 began: rename file /a to /b in place of what was there"), words.get(3));
    }

    @Test
    void renamedDirectoryTakesItsPathsAlong() throws IOException {
        Tuple directory = directory();
        Tuple file = file();
        entries(directory).set(A, file);
        log.set(log.entries(), "a", directory)
                .set(log.entries(), "b", directory)
                .remove(log.entries(), "a");
        log.set(file, "filelength", Int.of(7));
        assertEquals(
                one("set the length of /b/a to 7 (was 0)"), Histories.words(log).getLast());
    }

    @Test
    void directoryWithSecondNameIsRenamedHoweverLateTheFirstGoes() throws IOException {
        Tuple directory = directory();
        log.set(log.entries(), "a", directory)
                .set(log.entries(), "b", directory)
                .set(log.entries(), "c", file())
                .remove(log.entries(), "a");
        List<List<String>> words = Histories.words(log);
        assertEquals(one("rename directory /a to /b"), words.get(1));
        assertEquals(one("complete what record 2 began: rename directory /a to /b"), words.getLast());
    }

    @Test
    void anotherNameIsALink() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).set(log.entries(), "b", file).set(file, "nlink", Int.of(2));
        log.remove(log.entries(), "a").set(file, "filelength", Int.of(1));
        assertWords(List.of(
                one("create file /a of 0 bytes"),
                one("link file /a to /b"),
                one("set nlink of /b to 2"),
                one("remove file /a (it has other names)"),
                one("set the length of /b to 1 (was 0)")));
    }

    @Test
    void linkThatIsRemovedAgainIsNoRename() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).set(log.entries(), "b", file).remove(log.entries(), "b");
        assertWords(List.of(
                one("create file /a of 0 bytes"),
                one("link file /a to /b"),
                one("remove file /b (it has other names)")));
    }

    @Test
    void renameOfOneOfSeveralNamesIsFound() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).set(log.entries(), "b", file).set(file, "nlink", Int.of(2));
        log.set(log.entries(), "c", file).remove(log.entries(), "b").set(file, "filelength", Int.of(1));
        List<List<String>> words = Histories.words(log);
        assertEquals(one("rename file /b to /c"), words.get(3));
        assertEquals(one("set the length of /a to 1 (was 0)"), words.getLast());
    }

    @Test
    void twoNamesThatChangeHandsAreExchanged() throws IOException {
        Tuple first = file();
        Tuple second = directory();
        log.set(log.entries(), "a", first).set(log.entries(), "b", second);
        log.set(log.entries(), "b", first).set(log.entries(), "a", second);
        log.entries().set(A, first);
        log.entries().set(B, second);
        log.record(log.entries(), A, B);
        List<List<String>> words = Histories.words(log);
        assertEquals(one("exchange /a and /b"), words.get(2));
        assertEquals(one("complete what record 3 began: exchange /a and /b"), words.get(3));
        assertEquals(one("exchange /b and /a"), words.get(4));
    }

    /** No known writer does this: a name that another inode takes is not the old name of a rename. */
    @Test
    void nameThatGoesToAnotherInodeIsNoOldNameOfRename() throws IOException {
        Tuple first = file();
        Tuple second = file();
        log.set(log.entries(), "a", first).set(log.entries(), "b", second);
        log.set(log.entries(), "c", second).set(log.entries(), "b", first).remove(log.entries(), "a");
        List<List<String>> words = Histories.words(log);
        assertEquals(one("link file /b to /c"), words.get(2));
        assertEquals(one("rename file /a to /b in place of what was there"), words.get(3));
        assertEquals(
                one("complete what record 4 began: rename file /a to /b in place of what was there"), words.get(4));
    }

    @Test
    void renameWithNewFileUnderOldNameInOneRecordIsFound() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file);
        log.entries().set(B, file);
        log.entries().set(A, file());
        log.record(log.entries(), B, A);
        assertEquals(
                List.of("rename file /a to /b", "create file /a of 0 bytes"),
                Histories.words(log).getLast());
    }

    @Test
    void nameLongAfterRemovalOfLastNameIsNotARename() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file)
                .remove(log.entries(), "a")
                .set(log.entries(), "c", file())
                .set(log.entries(), "b", file);
        assertEquals(one("link file /a (removed) to /b"), Histories.words(log).getLast());
    }

    @Test
    void segmentEndEndsRename() throws IOException {
        // The root with a file "a"; then a second name for it; then, perhaps behind an end of segment, the removal of
        // the first.
        String start = "02 0f 0f 91 8808 'children' 91 81 'a' 90 02 06 06 11 03 81 'b' 10 05 ";
        String end = "02 04 04 11 03 04 80 01";
        assertEquals("rename file /a to /b", wordsOfTheLastButOne(start + end));
        assertEquals("link file /a to /b", wordsOfTheLastButOne(start + "04 " + end));
    }

    private static String wordsOfTheLastButOne(String records) throws IOException {
        List<Step.Recorded> read = Histories.records(volume(records));
        return Histories.words(read.get(read.size() - 2)).getFirst();
    }

    /** A volume of one block whose log is written byte by byte. */
    private static MemoryDevice volume(String records) {
        byte[] header = Hex.bytes("'NVMTFS' 05 01 000102030405060708090a0b0c0d0e0f 00 " + records);
        return new MemoryDevice(Arrays.copyOf(header, BlockDevice.BLOCK_BYTES));
    }

    @Test
    void growthAndShrinkingOfAFile() throws IOException {
        Tuple file = file();
        Tuple extents = extents(file);
        log.set(log.entries(), "a", file);
        log.set(extents, "0", extent(100, 8, 8))
                .set(extents, "0", extent(100, 12, 16))
                .set(extents, "12", extent(300, 1, 4));
        log.set(extents.tuple(Symbol.of("12")).orElseThrow(), "length", Int.of(3));
        log.set(extents.tuple(Symbol.of("12")).orElseThrow(), "allocated", Int.of(6));
        log.set(extents.tuple(Symbol.of("12")).orElseThrow(), "uninited", Flag.PRESENT);
        log.remove(extents.tuple(Symbol.of("12")).orElseThrow(), "uninited");
        log.set(extents, "0", extent(100, 2, 2))
                .set(extents, "0", extent(500, 2, 2))
                .remove(extents, "0");
        assertEquals(
                List.of(
                        one("extend /a by 8 blocks at block 100"),
                        one("extend /a by 4 blocks at block 108"),
                        one("extend /a by 1 block at block 300 and reserve 3 more"),
                        one("extend /a by 2 blocks at block 301"),
                        one("reserve 2 blocks for /a at block 304"),
                        one("mark 3 blocks of /a at block 300 as zeros"),
                        one("mark 3 blocks of /a at block 300 as written"),
                        one("shorten /a by 10 blocks at block 102"),
                        one("move 2 blocks of /a from block 100 to block 500"),
                        one("give back 2 blocks of /a at block 500")),
                Histories.words(log).subList(1, 11));
    }

    @Test
    void attributes() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file);
        log.set(file, "mtime", Int.ofUnsigned(5L << 32))
                .set(file, "user.x", Text.of("\u0007"))
                .set(file, "user.x", Text.of(""))
                .remove(file, "user.x")
                .set(file, "readonly", Flag.PRESENT)
                .remove(file, "filelength");
        assertEquals(
                List.of(
                        one("set mtime of /a to 1970-01-01T00:00:05Z"),
                        one("set user.x of /a to \"\\007\""),
                        one("set user.x of /a to \"\" (was \"\\007\")"),
                        one("remove user.x of /a (was \"\")"),
                        one("set readonly of /a to <null>"),
                        one("remove the length of /a")),
                Histories.words(log).subList(1, 7));
    }

    @Test
    void rootConfigurationIsReported() throws IOException {
        Tuple environment = new Tuple();
        environment.set(Symbol.of("USER"), Text.of("bob"));
        log.set(log.root(), "environment", environment).set(environment, "PWD", Text.of("/"));
        log.set(log.root(), "arguments", VectorValue.of(List.of(Text.of("x"), Int.of(7))));
        assertWords(List.of(
                one("set environment of / to (USER:bob)"),
                one("set environment.PWD of / to /"),
                one("set arguments of / to [x 7]")));
    }

    @Test
    void settingAnEqualValueIsNoChange() throws IOException {
        Tuple file = file(100, 3);
        log.set(log.entries(), "a", file).set(log.root(), "arguments", VectorValue.of(List.of(Text.of("x"))));
        log.set(log.entries(), "a", file)
                .set(file, "filelength", Int.of(1536))
                .set(extents(file), "0", extent(100, 3, 3))
                .set(log.root(), "arguments", VectorValue.of(List.of(Text.of("x"))))
                .remove(file, "nothing");
        List<Step.Recorded> records = Histories.records(log.device());
        for (Step.Recorded record : records.subList(3, 8)) {
            assertEquals(List.of(), record.changes());
            assertEquals(record == records.get(5) ? 4 : 1, record.entries());
        }
    }

    /** The pointer that the kernel leaves in its logs would otherwise make every directory its own child. */
    @Test
    void pointersToTheParentAreIgnored() throws IOException {
        Tuple directory = directory();
        log.set(log.entries(), "a", directory)
                .set(directory, "..", log.root())
                .set(entries(directory), "..", log.root())
                .set(entries(directory), ".", directory)
                .set(entries(directory), "b", file());
        assertWords(List.of(
                one("create directory /a"), List.of(), List.of(), List.of(), one("create file /a/b of 0 bytes")));
    }

    @Test
    void removedInodeIsShownAsRemoved() throws IOException {
        Tuple file = file();
        log.set(log.entries(), "a", file).remove(log.entries(), "a").set(file, "filelength", Int.of(1));
        log.set(log.entries(), "b", file());
        List<Step.Recorded> records = Histories.records(log.device());
        assertEquals(one("set the length of /a (removed) to 1 (was 0)"), Histories.words(records.get(3)));
        Change.LengthSet change = (Change.LengthSet) records.get(3).changes().getFirst();
        assertFalse(change.location().present());
    }

    /** As a compaction may write it. */
    @Test
    void treeBuiltBeforeItIsAttachedIsReported() throws IOException {
        String tree = "02 0c 0c 91 8808 'children' 90 02 06 06 91 02 91 81 'f' 90 02 06 06 11 03 81 'd' 10 04 "
                + "02 08 08 11 07 83 'a.b' c1 'x' 01";
        List<Step.Recorded> records = Histories.records(volume(tree));
        assertEquals(List.of(), records.get(1).changes());
        assertEquals("create directory /d", Histories.words(records.get(2)).getFirst());
        assertEquals(one("set a.b of /d/f to x"), Histories.words(records.get(3)));
    }

    @Test
    void changesBeyondTheLimitAreCounted() throws IOException {
        Tuple directory = directory();
        for (int i = 0; i < 1000; i++) {
            entries(directory).set(Symbol.of("f" + i), file());
        }
        log.set(log.entries(), "d", directory);
        long listed = 0;
        long further = 0;
        for (Step step : Histories.steps(log.device(), 10)) {
            if (step instanceof Step.Recorded record) {
                assertTrue(record.changes().size() <= 10);
                listed += record.changes().size();
                further += record.further();
            }
        }
        assertEquals(1002, listed + further);
        assertTrue(further > 900);
    }

    /** Places are followed beyond the limit. */
    @Test
    void changesBeyondTheLimitStillMovePaths() throws IOException {
        Tuple directory = directory();
        Tuple file = file();
        entries(directory).set(A, file);
        log.set(log.entries(), "d", directory).set(file, "filelength", Int.of(1));
        List<Step> steps = Histories.steps(log.device(), 1);
        Step.Recorded last = (Step.Recorded) steps.get(steps.size() - 2);
        assertEquals(one("set the length of /d/a to 1 (was 0)"), Histories.words(last));
    }

    @Test
    void recordsAreNumberedAndPlaced() throws IOException {
        log.set(log.entries(), "a", file()).remove(log.entries(), "a");
        List<Step.Recorded> records = Histories.records(log.device());
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i, records.get(i).number());
            assertTrue(i == 0
                    || records.get(i).frame().offset()
                            > records.get(i - 1).frame().offset());
            assertTrue(records.get(i).frame().length() > 0);
        }
    }

    @Test
    void allFramesAreShownInTheirOrder() throws IOException {
        String record = "02 0c 0c 91 8808 'children' 90 ";
        List<Step> steps = Histories.steps(volume(record + "04 04 02 05 02 91 01 01"), 10);
        assertInstanceOf(Frame.Begin.class, frame(steps.get(0)));
        assertInstanceOf(Step.Recorded.class, steps.get(1));
        assertInstanceOf(Frame.EndOfSegment.class, frame(steps.get(2)));
        assertInstanceOf(Frame.EndOfSegment.class, frame(steps.get(3)));
        assertInstanceOf(Frame.Torn.class, frame(steps.get(4)));
        assertInstanceOf(Frame.End.class, frame(steps.get(5)));
        assertEquals(6, steps.size());
    }

    private static Frame frame(Step step) {
        return assertInstanceOf(Step.Passed.class, step).frame();
    }

    @Test
    void damageOfTheLogEndsTheHistory() throws IOException {
        List<Step> steps = Histories.steps(volume("02 0c 0c 91 8808 'children' 90 09"), 10);
        assertInstanceOf(Step.Recorded.class, steps.get(1));
        assertInstanceOf(Frame.Broken.class, frame(steps.getLast()));
        assertEquals(3, steps.size());
    }

    @Test
    void damageOfARecordEndsTheHistory() throws IOException {
        List<Step> steps = Histories.steps(volume("02 0c 0c 91 8808 'children' 90 02 02 02 11 55 01"), 10);
        assertInstanceOf(Step.Recorded.class, steps.get(1));
        Step.Undecodable last = assertInstanceOf(Step.Undecodable.class, steps.getLast());
        assertEquals(1, last.number());
        assertTrue(last.reason().problem().contains("number 85"), last.reason()::getMessage);
        assertEquals(3, steps.size());
    }

    @Test
    void historyOfAFileThatIsNotAVolumeIsDamage() throws IOException {
        List<Step> steps = Histories.steps(new MemoryDevice(new byte[1000]), 10);
        assertEquals(1, steps.size());
        assertInstanceOf(Frame.Broken.class, frame(steps.getFirst()));
    }

    @Test
    void thereIsNothingBehindTheEnd() throws IOException {
        History history = new History(new MemoryDevice(new byte[1000]), 10);
        history.next();
        assertFalse(history.hasNext());
        assertThrows(NoSuchElementException.class, history::next);
    }

    /** A tree so deep that following it again for each record would never end. */
    @Test
    void deepTreesAreFollowedInLinearTime() throws IOException {
        Tuple at = log.root();
        for (int i = 0; i < 20_000; i++) {
            Tuple next = directory();
            entries(at).set(A, next);
            at = next;
        }
        log.record(entries(log.root()), A).set(at, "user.x", Text.of("deep"));
        List<Step> steps = Histories.steps(log.device(), 3);
        Step.Recorded last = (Step.Recorded) steps.get(steps.size() - 2);
        Change.AttributeSet change =
                assertInstanceOf(Change.AttributeSet.class, last.changes().getFirst());
        assertTrue(change.location().path().isEmpty());
        assertTrue(change.describe().contains("tuple "), change::describe);
    }
}
