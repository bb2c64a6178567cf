// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.AllocatedBytes;
import dev.tfskit.Hex;
import dev.tfskit.codec.Encoding;
import dev.tfskit.codec.Input;
import dev.tfskit.codec.Output;
import dev.tfskit.codec.Varint;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.MemoryDevice;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Identity;
import dev.tfskit.schema.Label;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs written by hand. */
class LogCursorTest {

    /** Describes a log: one word for each frame, and records as the hexadecimal digits of their bytes. */
    private static List<String> read(BlockDevice volume) throws IOException {
        LogCursor cursor = new LogCursor(volume);
        List<String> frames = new ArrayList<>();
        while (cursor.hasNext()) {
            frames.add(
                    switch (cursor.next()) {
                        case Frame.Begin begin ->
                            "begin:" + begin.extension().encoding().version();
                        case Frame.Record record -> {
                            Input in = cursor.open(record);
                            assertEquals(record.length(), in.remaining());
                            yield HexFormat.of().formatHex(in.take(in.remaining()));
                        }
                        case Frame.EndOfSegment segment -> "segment@" + segment.offset();
                        case Frame.Link link ->
                            "link@" + link.offset() + ":" + link.next().startBlock();
                        case Frame.Torn torn -> "torn@" + torn.offset();
                        case Frame.End end -> "end@" + end.offset();
                        case Frame.Broken broken -> broken.reason().getMessage();
                    });
        }
        return frames;
    }

    private static void assertReads(List<String> expected, HandMadeLog log) throws IOException {
        assertEquals(expected, read(log.device()));
    }

    private static void assertBreaks(long offset, String problem, HandMadeLog log) throws IOException {
        String last = read(log.device()).getLast();
        assertTrue(last.startsWith("at byte " + offset + ": "), last);
        assertTrue(last.contains(problem), last);
    }

    @Test
    void readsIdentityAndRecords() throws IOException {
        HandMadeLog log = new HandMadeLog(1)
                .put(0, "'NVMTFS' 05 01 0123456789abcdef0011223344556677 'data' c3a4 00 02 02 02 90 90 01");
        Frame.Begin begin = assertInstanceOf(Frame.Begin.class, new LogCursor(log.device()).next());
        assertEquals(
                new Identity(UUID.fromString("01234567-89ab-cdef-0011-223344556677"), Label.of("dataä")),
                begin.identity());
        assertEquals(new Extension(0, 1, Encoding.VERSION_5), begin.extension());
        assertReads(List.of("begin:5", "9090", "end@36"), log);
    }

    /** The kernel refuses more than 31 bytes; ops has written them. */
    @Test
    void readsLongLabel() throws IOException {
        HandMadeLog log = new HandMadeLog(1).put(24, "61".repeat(480) + "00 01");
        log.put(0, "'NVMTFS' 05 01");
        Frame.Begin begin = assertInstanceOf(Frame.Begin.class, new LogCursor(log.device()).next());
        assertEquals(480, begin.identity().label().text().length());
        assertFalse(begin.identity().label().isPortable());
        assertReads(List.of("begin:5", "end@505"), log);
    }

    @Test
    void nothingBehindTheEndOfLogCounts() throws IOException {
        assertReads(List.of("begin:5", "90", "end@29"), HandMadeLog.of("02 01 01 90 01 02 01 01 91 ff"));
    }

    @Test
    void nothingBehindALinkCounts() throws IOException {
        assertReads(
                List.of("begin:5", "link@25:1", "90", "end@524"),
                new HandMadeLog(2).first("05 01 01 01 02 01 01 91 00").extension(1, 1, "02 01 01 90 01"));
    }

    @Test
    void skipsEndOfSegment() throws IOException {
        assertReads(
                List.of("begin:5", "segment@25", "90", "segment@30", "segment@31", "end@32"),
                HandMadeLog.of("04 02 01 01 90 04 04 01"));
    }

    @Test
    void readsRecordInParts() throws IOException {
        assertReads(
                List.of("begin:5", "616263646566", "end@38"), HandMadeLog.of("02 06 02 'ab' 03 01 'c' 03 03 'def' 01"));
    }

    @Test
    void partsMayBeEmptyAndSegmentsEndBetweenThem() throws IOException {
        assertReads(
                List.of("begin:5", "segment@28", "segment@34", "6162", "end@40"),
                HandMadeLog.of("02 02 00 04 03 00 03 01 'a' 04 03 00 03 01 'b' 01"));
    }

    @Test
    void readsRecordAcrossExtensions() throws IOException {
        assertReads(
                List.of("begin:5", "link@30:3", "link@1547:1", "61626364", "end@523"),
                new HandMadeLog(4)
                        .first("02 04 02 'ab' 05 03 01")
                        .extension(3, 1, "03 01 'c' 05 01 02")
                        .extension(1, 2, "03 01 'd' 01"));
    }

    @Test
    void recordHasEncodingOfExtensionInWhichItEnds() throws IOException {
        LogCursor cursor = new LogCursor(new HandMadeLog(2)
                .firstOfVersion4("02 01 01 c0 02 02 01 92 05 01 01")
                .extension(1, 1, "03 01 'x' 01")
                .device());
        cursor.next();
        assertEquals(
                Encoding.VERSION_4,
                assertInstanceOf(Frame.Record.class, cursor.next()).encoding());
        assertInstanceOf(Frame.Link.class, cursor.next());
        Frame.Record spanning = assertInstanceOf(Frame.Record.class, cursor.next());
        assertEquals(Encoding.VERSION_5, spanning.encoding());
        assertEquals(29, spanning.offset());
    }

    @Test
    void numbersMayBeLongerThanNeeded() throws IOException {
        assertReads(
                List.of("begin:5", "link@28:1", "90", "end@528"),
                new HandMadeLog(2)
                        .put(0, "'NVMTFS' 8005 808001 000102030405060708090a0b0c0d0e0f 00 05 8001 8001")
                        .put(512, "'NVMTFS' 8005 8001 02 8001 8001 90 01"));
    }

    @Test
    void readsLinkAtEndOfExtension() throws IOException {
        assertReads(
                List.of("begin:5", "61".repeat(479), "link@509:1", "end@520"),
                new HandMadeLog(2)
                        .first("02 835f 835f " + "61".repeat(479) + " 05 01 01")
                        .extension(1, 1, "01"));
    }

    @Test
    void readsLinkAcrossTwoBlocks() throws IOException {
        assertReads(
                List.of("begin:5", "link@25:1", "61".repeat(498), "link@1023:3", "end@1544"),
                new HandMadeLog(4)
                        .first("05 01 02")
                        .extension(1, 2, "02 8372 8372 " + "61".repeat(498) + " 05 03 01")
                        .extension(3, 1, "01"));
    }

    @Test
    void readsExtensionOfAnyLengthAnywhere() throws IOException {
        assertReads(
                List.of("begin:5", "link@25:7", "90", "link@3596:2", "91", "link@1036:1", "end@520"),
                new HandMadeLog(12)
                        .first("05 07 05")
                        .extension(7, 5, "02 01 01 90 05 02 03")
                        .extension(2, 3, "02 01 01 91 05 01 01")
                        .extension(1, 1, "01"));
    }

    @Test
    void recordThatNeverEndsIsTorn() throws IOException {
        assertReads(
                List.of("begin:5", "90", "torn@29", "end@37"),
                HandMadeLog.of("02 01 01 90 02 09 02 'ab' 03 01 'c' 01"));
    }

    @Test
    void findsTornRecordThatBeganInEarlierExtension() throws IOException {
        assertReads(
                List.of("begin:5", "90", "link@34:1", "torn@29", "end@523"),
                new HandMadeLog(2).first("02 01 01 90 02 09 02 'ab' 05 01 01").extension(1, 1, "03 01 'c' 01"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "00                        | 25 | byte 0 where the tag",
                "06                        | 25 | byte 6 where the tag",
                "ff                        | 25 | byte 255 where the tag",
                "02 01 01 90 00            | 29 | byte 0 where the tag",
                "04 04 06                  | 27 | byte 6 where the tag",
                "02 00 00 01               | 25 | a record of length 0",
                "03 01 90 01               | 25 | a record that was not begun",
                "02 01 01 90 03 00 01      | 29 | a record that was not begun",
                "02 05 01 90 02 01 01 90   | 29 | a new record inside the one begun at byte 25",
                "02 02 03 909090 01        | 25 | a part of 3 bytes of a record that needs only 2",
                "02 02 01 90 03 02 9090 01 | 29 | a part of 2 bytes of a record that needs only 1",
                "02 8400 8400              | 25 | a record of 512 bytes where the extension has only 482 left",
                "02 8363 8363              | 25 | a record of 483 bytes where the extension has only 482 left",
                "02 8400 01 90 03 837f     | 30 | a record of 511 bytes where the extension has only 479 left",
                "02 81808080808080808000   | 26 | a length or block number of 9223372036854775808 in the log",
                "02 82808080808080808000   | 26 | more than 64 bits",
                "02 01 8080808080808080808001 | 27 | more than 10 bytes",
                "05 01 01                  | 25 | 1 block from block 1 in a volume of 1",
                "05 00 02                  | 25 | 2 blocks from block 0 in a volume of 1",
                "05 00 00                  | 25 | 0 blocks from block 0",
                "05 00 01                  | 25 | overlaps the one at block 0",
                "05 ffffffffffffffff7f 01  | 25 | from block 9223372036854775807",
                "05 01 ffffffffffffffff7f  | 25 | 9223372036854775807 blocks",
                "05 82808080808080808000 01| 26 | more than 64 bits"
            })
    void unknownRecordByteIsDamageAtItsOffset(String records, long offset, String problem) throws IOException {
        assertBreaks(offset, problem, HandMadeLog.of(records));
    }

    @Test
    void refusesExtensionWithoutEndOfLogOrLink() throws IOException {
        assertBreaks(512, "ends without an end of log or a link", HandMadeLog.of("04".repeat(512 - 25)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "02 01", "02 85", "03", "03 85", "05", "05 01"})
    void refusesRecordHeadAcrossEndOfExtension(String head) throws IOException {
        // A continuation needs a record that was begun.
        String begin = head.startsWith("03") ? "02 01 00 " : "04 04 04 ";
        int between = 512 - 25 - 3 - Hex.bytes(head).length;
        assertBreaks(512, "ends in the middle", HandMadeLog.of(begin + "04".repeat(between) + " " + head));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'NVMTFT' 05 01 01 | 512 | no TFS log: found NVMTFT where NVMTFS is expected",
                "000000000000      | 512 | no TFS log: found \"\\000\\000\\000\\000\\000\\000\" where NVMTFS is "
                        + "expected",
                "'NVMTFS' 03 01 01 | 518 | TFS version 3; 4 and 5 can be read",
                "'NVMTFS' 06 01 01 | 518 | TFS version 6; 4 and 5 can be read",
                "'NVMTFS' 81ffffffffffffffff7f 01 | 518 | TFS version 18446744073709551615",
                "'NVMTFS' 05 02 01 | 519 | a log extension of 2 blocks where one of 1 is expected",
                "'NVMTFS' 05 00 01 | 519 | a log extension of 0 blocks where one of 1 is expected"
            })
    void extensionMustHaveTheLengthOfItsLink(String header, long offset, String problem) throws IOException {
        assertBreaks(offset, problem, new HandMadeLog(2).first("05 01 01").put(512, header));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0 | 'NVMTFT'    | 0  | no TFS log",
                "6 | 03          | 6  | TFS version 3",
                "7 | 02          | 7  | no TFS volume begins here: its first log extension has 2 blocks where 1 is "
                        + "expected",
                "7 | 8800        | 7  | no TFS volume begins here: its first log extension has 1024 blocks where 1 "
                        + "is expected"
            })
    void volumeBeginsWithExtensionOfOneBlock(int at, String bytes, long offset, String problem) throws IOException {
        assertBreaks(offset, problem, HandMadeLog.of("02 01 01 90 01").put(at, bytes));
    }

    @Test
    void refusesLabelThatLeavesItsBlock() throws IOException {
        assertBreaks(24, "a label without a NUL", new HandMadeLog(2).first("").put(24, "61".repeat(1000)));
    }

    /** The offset is that of the link that goes wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "05 01 03 | 520 | 3 blocks from block 1, which overlaps the one at block 1", // itself
                "05 00 01 | 520 | 1 block from block 0, which overlaps the one at block 0",
                "05 03 01 | 520 | 1 block from block 3, which overlaps the one at block 1", // its last block
                "05 02 01 | 520 | 1 block from block 2, which overlaps the one at block 1", // its middle
                "05 00 05 | 520 | 5 blocks from block 0, which overlaps the one at block 1", // around everything
                "05 03 05 | 520 | 5 blocks from block 3, which overlaps the one at block 1"
            })
    void noBlockBelongsToTwoExtensions(String link, long offset, String problem) throws IOException {
        assertBreaks(offset, problem, new HandMadeLog(9).first("05 01 03").extension(1, 3, link));
    }

    @Test
    void refusesRingOfExtensions() throws IOException {
        assertBreaks(
                1544,
                "overlaps the one at block 1",
                new HandMadeLog(4)
                        .first("05 01 01")
                        .extension(1, 1, "02 01 01 90 05 03 01")
                        .extension(3, 1, "05 01 01"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 511})
    void refusesVolumeWithoutWholeBlock(int bytes) throws IOException {
        byte[] whole = HandMadeLog.of("02 01 01 90 01").device().toByteArray();
        assertEquals(
                List.of("at byte 0: no TFS volume: it has " + Messages.bytes(bytes)
                        + ", and a volume has at least 512"),
                read(new MemoryDevice(Arrays.copyOf(whole, bytes))));
    }

    @Test
    void acceptsVolumeThatEndsInsideBlock() throws IOException {
        byte[] whole = HandMadeLog.of("02 01 01 90 01").device().toByteArray();
        assertEquals(List.of("begin:5", "90", "end@29"), read(new MemoryDevice(Arrays.copyOf(whole, 700))));
    }

    @Test
    void recognisesAVolumeByItsFirstBytes() throws IOException {
        assertTrue(LogCursor.hasVolumeMagic(new MemoryDevice(Hex.bytes("'NVMTFS'"))));
        assertFalse(LogCursor.hasVolumeMagic(new MemoryDevice(Hex.bytes("'NVMTF'"))));
        assertFalse(LogCursor.hasVolumeMagic(new MemoryDevice(Hex.bytes("'nvmtfs'"))));
        assertFalse(LogCursor.hasVolumeMagic(new MemoryDevice()));
    }

    @Test
    void recordInManyPartsTakesTimeInProportionToItsBytes() throws IOException {
        int parts = 300_000;
        Output records = new Output();
        records.write(Tag.TUPLE_AVAILABLE.code());
        Varint.write(records, parts);
        Varint.write(records, 0);
        for (int part = 0; part < parts; part++) {
            records.write(Tag.TUPLE_EXTENDED.code());
            records.write(1);
            records.write('a');
        }
        records.write(Tag.END_OF_LOG.code());
        MemoryDevice volume = inOneExtension(records);
        AllocatedBytes allocated = AllocatedBytes.start();
        List<String> frames = read(volume);
        assertEquals(4, frames.size());
        assertEquals("61".repeat(parts), frames.get(2));
        assertTrue(allocated.count() < 64 * volume.size(), allocated.count() + " bytes");
    }

    @Test
    @Timeout(60)
    void emptyPartsTakeTimeInProportionToTheirBytes() throws IOException {
        int parts = 300_000;
        Output records = new Output();
        records.write(Tag.TUPLE_AVAILABLE.code());
        Varint.write(records, 1);
        Varint.write(records, 0);
        for (int part = 0; part < parts; part++) {
            records.write(Tag.TUPLE_EXTENDED.code());
            records.write(0);
        }
        records.write(Tag.END_OF_LOG.code());
        assertEquals("torn@521", read(inOneExtension(records)).get(2));
    }

    /** A volume with a second extension, from block 1, that is just long enough. */
    private static MemoryDevice inOneExtension(Output records) throws IOException {
        int blocks = Math.ceilDiv(records.size(), BlockDevice.BLOCK_BYTES) + 1;
        Output length = new Output();
        Varint.write(length, blocks);
        String blocksAsHex = HexFormat.of().formatHex(length.toByteArray());
        byte[] volume = new HandMadeLog(1 + blocks)
                .first("05 01 " + blocksAsHex)
                .put(512, "'NVMTFS' 05 " + blocksAsHex)
                .device()
                .toByteArray();
        System.arraycopy(records.array(), 0, volume, 512 + 7 + length.size(), records.size());
        return new MemoryDevice(volume);
    }
}
