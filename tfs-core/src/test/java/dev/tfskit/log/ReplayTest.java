// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.codec.Encoding;
import dev.tfskit.device.BadBlocksDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.text.Canonical;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    /** Sets a to x in the root; 8 bytes. */
    private static final String ROOT = "02 05 05 91 81 'a' c1 'x' ";
    /** Sets a to y in the root; 8 bytes. */
    private static final String CHANGE = "02 05 05 11 01 02 c1 'y' ";

    @Test
    void carriesOutTheRecordsInOrder() throws IOException {
        Replay replay = Replay.of(HandMadeLog.of(ROOT + CHANGE + "01").device());
        assertEquals("(a:\"y\" )", Canonical.text(replay.root()));
        assertEquals(2, replay.records());
        assertEquals(2, replay.dictionary().count());
        assertEquals(41, replay.endOffset());
        assertEquals(OptionalLong.empty(), replay.torn());
        assertEquals(Optional.empty(), replay.damage());
    }

    @Test
    void versionsMayChangeFromOneExtensionToTheNext() throws IOException {
        Replay replay = Replay.of(new HandMadeLog(4)
                .firstOfVersion4("02 04 04 c1 81 'a' c0 05 02 02")
                .extension(2, 2, "02 05 05 11 03 02 c1 'x' 01")
                .device());
        assertEquals("(a:(a:\"x\" ) )", Canonical.text(replay.root()));
        assertEquals(
                List.of(new Extension(0, 1, Encoding.VERSION_4), new Extension(2, 2, Encoding.VERSION_5)),
                replay.extensions());
    }

    /** 91 81 'a' c1 'x' in version 5; in version 4 the same bytes would be something else. */
    @Test
    void tupleAcrossExtensionsHasVersionOfTheLast() throws IOException {
        Replay replay = Replay.of(new HandMadeLog(2)
                .firstOfVersion4("02 05 03 91 81 'a' 05 01 01")
                .extension(1, 1, "03 02 c1 'x' 01")
                .device());
        assertEquals("(a:\"x\" )", Canonical.text(replay.root()));
    }

    @Test
    void tornRecordChangesNothingAndTakesNoNumbers() throws IOException {
        Replay replay = Replay.of(
                HandMadeLog.of(ROOT + "02 09 06 92 81 'b' 90 02 c1 01").device());
        assertEquals("(a:\"x\" )", Canonical.text(replay.root()));
        assertEquals(2, replay.dictionary().count());
        assertEquals(OptionalLong.of(33), replay.torn());
    }

    @ParameterizedTest
    @CsvSource({"01, 25", "04 01, 26", "02 05 01 91 01, 29"})
    void refusesLogWithoutRecord(String records, long offset) {
        TfsFormatException refusal = assertThrows(
                TfsFormatException.class,
                () -> Replay.of(HandMadeLog.of(records).device()));
        assertEquals("at byte " + offset + ": a log without any record", refusal.getMessage());
    }

    @Test
    void refusesReferenceInFirstRecord() {
        TfsFormatException refusal = assertThrows(
                TfsFormatException.class,
                () -> Replay.of(HandMadeLog.of("02 02 02 10 01 01").device()));
        assertEquals(28, refusal.offset().orElseThrow());
    }

    @Test
    void damageInARecordIsPlacedOnTheVolumeWhereverItsPartsLie() {
        // 91 81 'a' d0, of which the last two bytes begin at byte 1024 + 8 + 2.
        HandMadeLog log = new HandMadeLog(3).first("02 04 02 91 81 05 02 01").extension(2, 1, "03 02 'a' d0 01");
        TfsFormatException refusal = assertThrows(TfsFormatException.class, () -> Replay.of(log.device()));
        assertEquals("at byte 1035: a value of type 5; the types are 0 to 4", refusal.getMessage());
    }

    @Test
    void damageInTheChainIsReported() {
        TfsFormatException refusal = assertThrows(
                TfsFormatException.class,
                () -> Replay.of(HandMadeLog.of(ROOT + "05 01 01").device()));
        assertEquals(33, refusal.offset().orElseThrow());
    }

    @Test
    void partialReplayEndsAtTheDamage() throws IOException {
        Replay replay = Replay.ofReadablePart(
                HandMadeLog.of(ROOT + CHANGE + "02 01 01 d0 " + ROOT + "01").device());
        assertEquals("(a:\"y\" )", Canonical.text(replay.root()));
        assertEquals(2, replay.records());
        assertEquals(41, replay.endOffset());
        assertEquals(44, replay.damage().orElseThrow().offset().orElseThrow());
    }

    @Test
    void nothingCanBeReadWithoutARoot() {
        assertThrows(
                TfsFormatException.class,
                () -> Replay.ofReadablePart(HandMadeLog.of("02 01 01 d0 01").device()));
    }

    @Test
    void replayOfFirstRecordsGivesEarlierState() throws IOException {
        HandMadeLog log = HandMadeLog.of(ROOT + CHANGE + "01");
        assertEquals(
                "(a:\"x\" )", Canonical.text(Replay.ofFirst(log.device(), 1).root()));
        assertEquals(
                "(a:\"y\" )", Canonical.text(Replay.ofFirst(log.device(), 2).root()));
        assertEquals(2, Replay.ofFirst(log.device(), 3).records());
        assertTrue(Replay.ofFirst(log.device(), 1).damage().isEmpty());
    }

    @Test
    void eachAttributeThatIsSetOrRemovedIsAnEntry() throws IOException {
        assertEquals(
                4,
                Replay.of(HandMadeLog.of(ROOT + CHANGE + "02 06 06 12 01 02 80 02 80 01")
                                .device())
                        .entries());
    }

    /** Bytes behind the log are read along with it. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 7})
    void blocksBehindTheLogNeedNotBeReadable(long bad) throws IOException {
        HandMadeLog log = new HandMadeLog(8).first(ROOT + "05 01 07").extension(1, 7, CHANGE + "01");
        assertEquals(
                "(a:\"y\" )",
                Canonical.text(Replay.of(new BadBlocksDevice(log.device(), Set.of(bad)))
                        .root()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void blocksOfTheLogMustBeReadable(long bad) {
        String filler = "04 ".repeat(505);
        HandMadeLog log = new HandMadeLog(8).first(ROOT + "05 01 07").extension(1, 7, filler + CHANGE + "01");
        BadBlocksDevice device = new BadBlocksDevice(log.device(), Set.of(bad));
        assertSame(
                IOException.class,
                assertThrows(IOException.class, () -> Replay.of(device)).getClass());
    }
}
