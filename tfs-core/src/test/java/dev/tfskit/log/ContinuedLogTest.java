// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.Hex;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Output;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.text.Canonical;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A writer goes on with a log that it did not begin. */
class ContinuedLogTest {

    private static final int BLOCKS = 64;
    /** Sets a to x in the root; 8 bytes. */
    private static final String ROOT = "02 05 05 91 81 'a' c1 'x' ";

    private final List<Extension> released = new ArrayList<>();

    /** Extensions of two blocks, one behind the other from block 20 on. */
    private final class Source implements LogWriter.ExtensionSource {
        private long next = 20;

        @Override
        public Extension allocate() {
            next += 2;
            return new Extension(next - 2, 2, Encoding.VERSION_5);
        }

        @Override
        public void release(Extension extension) {
            released.add(extension);
        }
    }

    private static Output change(String text) {
        Output record = new Output();
        byte[] bytes = Hex.bytes("11 01 02 c1 '" + text + "'");
        record.write(bytes, 0, bytes.length);
        return record;
    }

    private LogWriter continued(MemoryDevice device) throws IOException {
        return LogWriter.append(new TrackedDevice(device), Replay.of(device), new Source());
    }

    private static String root(MemoryDevice device) throws IOException {
        Replay replay = Replay.of(device);
        assertEquals(OptionalLong.empty(), replay.torn());
        return Canonical.text(replay.root());
    }

    @Test
    void nothingIsWrittenBeforeTheFirstRecord() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS).first(ROOT + "01").device();
        byte[] before = device.toByteArray();
        LogWriter log = continued(device);
        assertTrue(log.canAppend());
        assertArrayEquals(before, device.toByteArray());
    }

    @Test
    void recordsFollowThoseThatAreThere() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS).first(ROOT + "01").device();
        LogWriter log = continued(device);
        log.accept(change("y"));
        log.commit();
        assertEquals("(a:\"y\" )", root(device));
        assertEquals(1, log.extensions().size());
    }

    @Test
    void recordsFollowIntoFurtherExtensions() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS)
                .first(ROOT + "05 01 02")
                .extension(1, 2, "04 ".repeat(600) + "01")
                .device();
        LogWriter log = continued(device);
        for (int i = 0; i < 200; i++) {
            log.accept(change(String.valueOf((char) ('a' + i % 26))));
            log.commit();
        }
        assertEquals("(a:\"r\" )", root(device));
        assertEquals(log.extensions(), Replay.of(device).extensions());
        assertTrue(log.extensions().size() > 3, log.extensions()::toString);
    }

    /** With a record behind it, the kernel could not read the volume. */
    @Test
    void tornRecordIsCutOff() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS)
                .first(ROOT + "02 09 06 92 81 'b' 90 02 c1 01")
                .device();
        LogWriter log = continued(device);
        log.accept(change("y"));
        assertEquals("(a:\"x\" )", root(device), "the cut is durable before anything follows");
        log.commit();
        assertEquals("(a:\"y\" )", root(device));
        assertEquals(List.of(), released);
    }

    @Test
    void extensionsBehindTornRecordAreFreed() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS)
                .first(ROOT + "02 09 06 92 81 'b' 90 02 c1 05 01 02")
                .extension(1, 2, "01")
                .device();
        LogWriter log = continued(device);
        log.accept(change("y"));
        log.commit();
        assertEquals("(a:\"y\" )", root(device));
        assertEquals(List.of(new Extension(1, 2, Encoding.VERSION_5)), released);
        assertEquals(1, log.extensions().size());
    }

    /** The last byte of the extension is the end of the log: not even a link fits. */
    @Test
    void fullLogCannotBeContinued() throws IOException {
        int before = 25 + 8;
        MemoryDevice device = new HandMadeLog(BLOCKS)
                .first(ROOT + "04 ".repeat(512 - before - 1) + "01")
                .device();
        assertFalse(continued(device).canAppend());
        assertEquals(0, continued(device).roomBytes());
    }

    @Test
    void recordThatFitsNeedsNoFurtherExtension() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS).first(ROOT + "01").device();
        LogWriter log = continued(device);
        Output record = new Output();
        record.write(new byte[(int) log.roomBytes()], 0, (int) log.roomBytes());
        assertTrue(log.roomBytes() > 400 && log.roomBytes() < 512, log.roomBytes() + " bytes");
        log.accept(record);
        log.commit();
        assertEquals(1, log.extensions().size());
    }

    /** Values of version 5 do not go into an extension of version 4. */
    @Test
    void extensionOfVersion4HasNoRoom() throws IOException {
        MemoryDevice device = new HandMadeLog(BLOCKS)
                .firstOfVersion4("02 04 04 c1 81 'a' c0 01")
                .device();
        LogWriter log = continued(device);
        assertEquals(0, log.roomBytes());
        log.accept(change("y"));
        log.commit();
        assertEquals(2, log.extensions().size());
        assertEquals("(a:\"y\" )", root(device));
    }

    @Test
    void extensionHasRoomForRecordsUpToItsLength() {
        assertTrue(LogWriter.roomBytes(2) > 512 && LogWriter.roomBytes(2) < 1024);
        assertEquals(1022 * 512, LogWriter.roomBytes(1024) - LogWriter.roomBytes(2));
    }
}
