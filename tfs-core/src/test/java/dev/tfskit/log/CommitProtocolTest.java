package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Seeds;
import dev.tfskit.TfsFormatException;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Output;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.RecordingDevice;
import dev.tfskit.device.RecordingDevice.Event;
import dev.tfskit.value.Canonical;
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

/** The order in which a commit writes and flushes (docs/format.md, section 8), and what a power cut in between leaves. */
class CommitProtocolTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int BLOCKS = 400;

    private final RecordingDevice device = new RecordingDevice(BLOCKS);

    private LogWriter create(final int extensionBlocks) throws IOException {
        return LogWriter.create(device, new Identity(new UUID(1, 2), Label.of("")), Extensions.forward(100, extensionBlocks));
    }

    private static Output emptyTuples(final int count) {
        final Output record = new Output();
        for (int i = 0; i < count; i++) {
            record.write(0x90);
        }
        return record;
    }

    @Test
    void nothingIsWrittenToBlockZeroBeforeTheFirstCommit() throws IOException {
        final LogWriter log = create(1);
        log.accept(emptyTuples(2000));
        assertTrue(writes(device.takeEvents()).stream().allMatch(write -> write.firstBlock() > 0));
    }

    @Test
    void aFreshVolumeGetsBlockZeroLast() throws IOException {
        final LogWriter log = create(1);
        log.accept(emptyTuples(2000));
        log.commit();
        assertCommitsWith(0, device.takeEvents());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 480, 490, 500, 512, 600, 5000})
    void theBlockWithTheOldEndOfLogIsWrittenLast(final int recordBytes) throws IOException {
        final LogWriter log = create(2);
        log.accept(emptyTuples(300));
        log.commit();
        for (int commit = 0; commit < 10; commit++) {
            final long oldEnd = end();
            device.takeEvents();
            log.accept(emptyTuples(recordBytes));
            log.commit();
            assertCommitsWith(oldEnd / BLOCK, device.takeEvents());
        }
    }

    private long end() throws IOException {
        final LogCursor cursor = new LogCursor(device);
        Frame last = cursor.next();
        while (cursor.hasNext()) {
            last = cursor.next();
        }
        return assertInstanceOf(Frame.End.class, last).offset();
    }

    /** Everything else, a flush, that block alone, a flush. */
    private static void assertCommitsWith(final long block, final List<Event> events) {
        final int count = events.size();
        assertInstanceOf(Event.Force.class, events.get(count - 1));
        final Event.Write commit = assertInstanceOf(Event.Write.class, events.get(count - 2));
        assertEquals(block, commit.firstBlock());
        assertEquals(block + 1, commit.endBlock());
        assertInstanceOf(Event.Force.class, events.get(count - 3));
        for (final Event.Write before : writes(events.subList(0, count - 3))) {
            assertTrue(before.endBlock() <= block || before.firstBlock() > block,
                    "block " + block + " is written before everything else is flushed");
        }
    }

    private static List<Event.Write> writes(final List<Event> events) {
        return events.stream().filter(Event.Write.class::isInstance).map(Event.Write.class::cast).toList();
    }

    @Test
    void aPowerCutLeavesTheOldLogOrTheNewOne() throws Exception {
        Seeds.repeat(4, CommitProtocolTest::cutAnywhere);
    }

    private static void cutAnywhere(final Random random) throws IOException {
        final RecordingDevice device = new RecordingDevice(BLOCKS);
        final LogWriter log = LogWriter.create(device, new Identity(new UUID(1, 2), Label.of("")),
                Extensions.forward(130, 1 + random.nextInt(3)));
        final Encoder encoder = new Encoder(new Dictionary(), log);
        final Tuple root = new Tuple();
        final Symbol name = Symbol.of("name");
        final byte[] durable = new byte[BLOCKS * BLOCK];
        String before = "";
        for (int commit = 0; commit < 15; commit++) {
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                root.set(name, Text.of("x".repeat(random.nextInt(random.nextInt(4) == 0 ? 2000 : 100))));
                encoder.encode(root, List.of(name));
            }
            log.commit();
            final String after = Canonical.text(root);
            cutDuring(device.takeEvents(), durable, before, after, random);
            before = after;
        }
    }

    /** Plays the events onto what is durable; at each flush, tries what any of the blocks on the way may leave. */
    private static void cutDuring(final List<Event> events, final byte[] durable, final String before, final String after,
            final Random random) throws IOException {
        final List<Event.Write> onTheWay = new ArrayList<>();
        int flushes = 0;
        for (final Event event : events) {
            switch (event) {
                case Event.Write write -> onTheWay.addAll(blocks(write));
                case Event.Force _ -> {
                    flushes++;
                    for (int cut = 0; cut < 10; cut++) {
                        final byte[] left = durable.clone();
                        onTheWay.stream().filter(_ -> random.nextBoolean()).forEach(block -> apply(block, left));
                        final String found = replay(left, before.isEmpty());
                        assertTrue(found.equals(before) || flushes > 1 && found.equals(after),
                                "a cut before flush " + flushes + " leaves " + found);
                    }
                    onTheWay.forEach(block -> apply(block, durable));
                    onTheWay.clear();
                }
            }
        }
        assertEquals(2, flushes);
        assertEquals(after, replay(durable, false));
    }

    private static List<Event.Write> blocks(final Event.Write write) {
        assertEquals(0, write.offset() % BLOCK);
        final List<Event.Write> blocks = new ArrayList<>();
        for (int from = 0; from < write.bytes().length; from += BLOCK) {
            final byte[] block = new byte[BLOCK];
            System.arraycopy(write.bytes(), from, block, 0, BLOCK);
            blocks.add(new Event.Write(write.offset() + from, block));
        }
        return blocks;
    }

    private static void apply(final Event.Write block, final byte[] bytes) {
        System.arraycopy(block.bytes(), 0, bytes, (int) block.offset(), BLOCK);
    }

    /** The tree that a volume holds; nothing when there is no volume yet. */
    private static String replay(final byte[] bytes, final boolean isFresh) throws IOException {
        if (isFresh && bytes[0] == 0) {
            assertThrows(TfsFormatException.class, () -> Replay.of(new MemoryDevice(bytes)));
            return "";
        }
        return Canonical.text(Replay.of(new MemoryDevice(bytes)).root());
    }
}
