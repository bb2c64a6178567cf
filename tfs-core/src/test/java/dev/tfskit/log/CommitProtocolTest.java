// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Output;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.CutDisk;
import dev.tfskit.device.Cuts;
import dev.tfskit.device.Recording.Event;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.Sampling;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order in which a commit writes and flushes (docs/format.md, section 8), and what a power cut in between leaves.
 */
class CommitProtocolTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int BLOCKS = 400;
    private static final int COMMITS = 15;

    private final RecordingDevice device = RecordingDevice.ofBlocks(BLOCKS);

    private LogWriter create(int extensionBlocks) throws IOException {
        return LogWriter.create(
                new TrackedDevice(device),
                new Identity(new UUID(1, 2), Label.of("")),
                Extensions.forward(100, extensionBlocks));
    }

    private static Output emptyTuples(int count) {
        Output record = new Output();
        for (int i = 0; i < count; i++) {
            record.write(0x90);
        }
        return record;
    }

    @Test
    void nothingIsWrittenToBlockZeroBeforeTheFirstCommit() throws IOException {
        LogWriter log = create(1);
        log.accept(emptyTuples(2000));
        assertTrue(writes(device.recording().events()).stream().allMatch(write -> write.block() > 0));
    }

    @Test
    void newVolumeGetsBlockZeroLast() throws IOException {
        LogWriter log = create(1);
        log.accept(emptyTuples(2000));
        log.commit();
        assertCommitsWith(0, device.recording().events());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 480, 490, 500, 512, 600, 5000})
    void blockWithOldEndOfLogIsWrittenLast(int recordBytes) throws IOException {
        LogWriter log = create(2);
        log.accept(emptyTuples(300));
        log.commit();
        for (int commit = 0; commit < 10; commit++) {
            long oldEnd = end();
            int before = device.position();
            log.accept(emptyTuples(recordBytes));
            log.commit();
            assertCommitsWith(oldEnd / BLOCK, device.eventsFrom(before));
        }
    }

    private long end() throws IOException {
        LogCursor cursor = new LogCursor(device);
        Frame last = cursor.next();
        while (cursor.hasNext()) {
            last = cursor.next();
        }
        return assertInstanceOf(Frame.End.class, last).offset();
    }

    /** Everything else and a flush, if there is anything else; that block alone, a flush. */
    private static void assertCommitsWith(long block, List<Event> events) {
        int count = events.size();
        assertInstanceOf(Event.Force.class, events.get(count - 1));
        Event.Write commit = assertInstanceOf(Event.Write.class, events.get(count - 2));
        assertEquals(block, commit.block());
        if (count > 2) {
            assertInstanceOf(Event.Force.class, events.get(count - 3));
            for (Event.Write before : writes(events.subList(0, count - 3))) {
                assertNotEquals(block, before.block(), "written before everything else is flushed");
            }
        }
    }

    private static List<Event.Write> writes(List<Event> events) {
        return events.stream()
                .filter(Event.Write.class::isInstance)
                .map(Event.Write.class::cast)
                .toList();
    }

    @Test
    void powerCutLeavesOldLogOrNewOne() throws Exception {
        Seeds.repeat(4, CommitProtocolTest::cutAnywhere);
    }

    private static void cutAnywhere(Random random) throws IOException {
        RecordingDevice device = RecordingDevice.ofBlocks(BLOCKS);
        LogWriter log = LogWriter.create(
                new TrackedDevice(device),
                new Identity(new UUID(1, 2), Label.of("")),
                Extensions.forward(130, 1 + random.nextInt(3)));
        Encoder encoder = new Encoder(new Dictionary(), log);
        Tuple root = new Tuple();
        Symbol name = Symbol.of("name");
        List<String> states = new ArrayList<>(List.of(""));
        for (int commit = 0; commit < COMMITS; commit++) {
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                root.set(name, Text.of("x".repeat(random.nextInt(random.nextInt(4) == 0 ? 2000 : 100))));
                encoder.encode(root, List.of(name));
            }
            states.add(Canonical.text(root));
            log.commit();
            device.mark(states.size() - 1);
        }
        Cuts.of(device.recording()).check(new Sampling(64, 8, random.nextLong()), disk -> assertIsOneOf(states, disk));
    }

    /** The disk holds what the last commit made that had returned, or what the next one was about to make. */
    private static void assertIsOneOf(List<String> states, CutDisk disk) throws IOException {
        int commit = disk.cut().lastMark(Integer.class).orElse(0);
        String found = replay(disk, commit == 0);
        assertTrue(
                found.equals(states.get(commit)) || commit + 1 < states.size() && found.equals(states.get(commit + 1)),
                "after commit " + commit + " a cut leaves " + found);
    }

    /** The tree that a volume holds; nothing when there is no volume yet. */
    private static String replay(CutDisk disk, boolean isFresh) throws IOException {
        if (isFresh && disk.image().toByteArray()[0] == 0) {
            assertThrows(TfsFormatException.class, () -> Replay.of(disk.open()));
            return "";
        }
        return Canonical.text(Replay.of(disk.open()).root());
    }
}
