// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.Seeds;
import dev.tfskit.codec.Dictionary;
import dev.tfskit.codec.Encoder;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Input;
import dev.tfskit.codec.Output;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import dev.tfskit.text.Canonical;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Text;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogWriterTest {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final Identity IDENTITY = new Identity(new UUID(1, 2), Label.of("test"));

    /** A record of this length; its bytes tell where in it they stand. */
    private static Output record(int length) {
        Output record = new Output();
        for (int i = 0; i < length; i++) {
            record.write(i * 31 + length);
        }
        return record;
    }

    private static MemoryDevice device(int blocks) {
        return new MemoryDevice(new byte[blocks * BLOCK]);
    }

    /** The bytes of all records, as a reader finds them. */
    private static List<byte[]> records(BlockDevice volume) throws IOException {
        LogCursor cursor = new LogCursor(volume);
        List<byte[]> found = new ArrayList<>();
        Frame last = cursor.next();
        while (cursor.hasNext()) {
            last = cursor.next();
            if (last instanceof Frame.Record record) {
                Input in = cursor.open(record);
                found.add(in.take(in.remaining()));
            }
        }
        assertInstanceOf(Frame.End.class, last, last::toString);
        return found;
    }

    private static void assertRecords(List<Output> expected, BlockDevice volume) throws IOException {
        List<byte[]> found = records(volume);
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).toByteArray(), found.get(i), "record " + i);
        }
    }

    @Test
    void firstExtensionHoldsItsHeaderAndLink() throws IOException {
        MemoryDevice device = device(1 + Extension.NEXT_BLOCKS);
        LogWriter log =
                LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(1, Extension.NEXT_BLOCKS));
        log.accept(record(3));
        log.commit();
        byte[] block = Hex.bytes("'NVMTFS' 05 01 00000000000000010000000000000002 'test' 00 05 01 8800 01");
        assertArrayEquals(Arrays.copyOf(block, BLOCK), Arrays.copyOf(device.toByteArray(), BLOCK));
        byte[] next = Hex.bytes("'NVMTFS' 05 8800 02 03 03 03 22 41 01");
        assertArrayEquals(Arrays.copyOf(next, BLOCK), Arrays.copyOfRange(device.toByteArray(), BLOCK, 2 * BLOCK));
    }

    /**
     * Sizes that leave all, some, one and no bytes of the room in an extension, before a record that needs a new one.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void recordsOfEverySizeAreReadBack(int extensionBlocks) throws IOException {
        for (int length = 1; length < (extensionBlocks + 1) * BLOCK; length++) {
            MemoryDevice device = device(64);
            LogWriter log =
                    LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(16, extensionBlocks));
            List<Output> written = List.of(record(length), record(1), record(700));
            for (Output record : written) {
                log.accept(record);
            }
            log.commit();
            assertRecords(written, device);
        }
    }

    /** Commits of records of every size end everywhere in a block, also right at its start and end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void commitsThatEndAnywhereAreReadBack(int extensionBlocks) throws IOException {
        for (int length = 1; length < (extensionBlocks + 1) * BLOCK; length += 7) {
            MemoryDevice device = device(200);
            LogWriter log =
                    LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.backward(60, extensionBlocks));
            List<Output> written = new ArrayList<>();
            for (int commit = 0; commit < 5; commit++) {
                written.add(record(length + commit));
                log.accept(written.getLast());
                log.commit();
                assertRecords(written, device);
            }
        }
    }

    @Test
    void everyCommitOfManyIsReadBack() throws Exception {
        Seeds.repeat(5, LogWriterTest::commitManyTimes);
    }

    private static void commitManyTimes(Random random) throws IOException {
        int blocks = 1 + random.nextInt(3);
        MemoryDevice device = device(3000);
        LogWriter log = LogWriter.create(
                new TrackedDevice(device),
                IDENTITY,
                random.nextBoolean() ? Extensions.forward(900, blocks) : Extensions.backward(900, blocks));
        List<Output> written = new ArrayList<>();
        for (int commit = 0; commit < 120; commit++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                written.add(record(1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 60)));
                log.accept(written.getLast());
            }
            log.commit();
            assertRecords(written, device);
        }
    }

    /** The filler moves the second record over every place where an extension can cut it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tupleSplitAnywhereIsReadBack(int extensionBlocks) throws IOException {
        Symbol filler = Symbol.of("filler");
        Symbol late = Symbol.of("late");
        for (int length = 0; length < extensionBlocks * BLOCK; length++) {
            MemoryDevice device = device(64);
            LogWriter log =
                    LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(16, extensionBlocks));
            Tuple root = new Tuple();
            root.set(filler, Text.of("x".repeat(length)));
            Encoder encoder = new Encoder(new Dictionary(), log);
            encoder.encode(root, List.of(filler));
            Tuple inner = new Tuple();
            inner.set(Symbol.of("some name"), Text.of("some text"));
            root.set(late, inner);
            encoder.encode(root, List.of(late));
            log.commit();
            assertEquals(Canonical.text(root), Canonical.text(Replay.of(device).root()));
        }
    }

    @Test
    void recordLargerThanExtensionIsReadBack() throws IOException {
        MemoryDevice device = device(1 + 4 * Extension.NEXT_BLOCKS);
        LogWriter log =
                LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(4, Extension.NEXT_BLOCKS));
        List<Output> written = List.of(record(5), record(1_300_000), record(5));
        for (Output record : written) {
            log.accept(record);
        }
        log.commit();
        assertRecords(written, device);
    }

    @Test
    void uncommittedRecordsAreAbsent() throws IOException {
        MemoryDevice device = device(64);
        LogWriter log = LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(16, 1));
        log.accept(record(5));
        log.commit();
        log.accept(record(2000));
        assertRecords(List.of(record(5)), device);
    }

    @Test
    void emptyCommitChangesNothing() throws IOException {
        MemoryDevice device = device(64);
        LogWriter log = LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(16, 1));
        log.accept(record(5));
        log.commit();
        byte[] before = device.toByteArray();
        log.commit();
        assertArrayEquals(before, device.toByteArray());
    }

    /** Another writer turns the end of log into an end of segment and then needs a link and an end of log. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void linkAlwaysFitsBehindEndOfLog(int extensionBlocks) throws IOException {
        for (int length = 1; length < (extensionBlocks + 1) * BLOCK; length++) {
            MemoryDevice device = device(64);
            LogWriter log =
                    LogWriter.create(new TrackedDevice(device), IDENTITY, Extensions.forward(16, extensionBlocks));
            log.accept(record(length));
            log.commit();
            LogCursor cursor = new LogCursor(device);
            Extension last = new Extension(0, 1, Encoding.VERSION_5);
            long end = 0;
            while (cursor.hasNext()) {
                switch (cursor.next()) {
                    case Frame.Link link -> last = link.next();
                    case Frame.End found -> end = found.offset();
                    case Frame.Begin _, Frame.Record _, Frame.EndOfSegment _, Frame.Torn _, Frame.Broken _ -> {}
                }
            }
            assertTrue(last.endByte() - end >= 1 + 21 + 1, "room of " + (last.endByte() - end) + " bytes");
        }
    }

    @Test
    void fullVolumeKeepsItsLog() throws IOException {
        MemoryDevice device = device(64);
        Extensions two = Extensions.forward(2, 1);
        int[] given = {0};
        LogWriter log = LogWriter.create(new TrackedDevice(device), IDENTITY, () -> {
            if (given[0]++ == 2) {
                throw new NoSpaceException("test", "full");
            }
            return two.allocate();
        });
        log.accept(record(5));
        log.commit();
        assertThrows(NoSpaceException.class, () -> log.accept(record(2000)));
        assertRecords(List.of(record(5)), device);
    }

    /** The link needs 23 bytes of block 0 at most; what is behind block 0 may be the log that this one replaces. */
    @ParameterizedTest
    @ValueSource(ints = {465, 483, 487, 500, 5000})
    void labelThatLeavesNoRoomForTheLinkIsRefusedBeforeAnythingIsWritten(int bytes) {
        MemoryDevice device = device(300);
        byte[] before = device.toByteArray();
        Identity identity = new Identity(new UUID(1, 2), new Label(Text.of("x".repeat(bytes))));
        NoSpaceException refusal = assertThrows(
                NoSpaceException.class,
                () -> LogWriter.create(new TrackedDevice(device), identity, () -> {
                    throw new AssertionError("an extension would be lost");
                }));
        assertTrue(refusal.getReason().startsWith("the label leaves no room"), refusal::toString);
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void longestLabelThatFitsIsRead() throws IOException {
        MemoryDevice device = device(300);
        Identity identity = new Identity(new UUID(1, 2), new Label(Text.of("x".repeat(464))));
        LogWriter log = LogWriter.create(new TrackedDevice(device), identity, Extensions.forward(128, 2));
        log.accept(record(10));
        log.commit();
        assertRecords(List.of(record(10)), device);
        assertEquals(identity, ((Frame.Begin) new LogCursor(device).next()).identity());
    }
}
