// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.FreeSpace;
import dev.tfskit.space.Growth;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A volume with room for a few extensions of the log and nothing else. */
class BoundedLogReservationsTest {

    private static final int RUNS = 6;
    private static final long BYTES_IN_RUN = LogWriter.roomBytes(Extension.NEXT_BLOCKS);
    /** One run stays for removals. */
    private static final long MOST = (RUNS - 1) * BYTES_IN_RUN;

    private final BlockPool pool = new BlockPool(
            (long) RUNS * Extension.NEXT_BLOCKS,
            new FreeSpace((long) RUNS * Extension.NEXT_BLOCKS),
            Growth.NONE,
            Extension.NEXT_BLOCKS);
    private final BoundedLogReservations room = new BoundedLogReservations(pool, "volume");

    private boolean hasRoomFor(long bytes) throws IOException {
        return room.makeRoom(bytes, ReservationPurpose.ADDING);
    }

    /** A commit may free the runs that are reserved now, so it comes before the runs of data. */
    @Test
    void runsOfDataAreTakenOnlyWhereACommitHasNotHelped() throws IOException {
        pool.keepLogRuns(2);
        assertTrue(room.has(BYTES_IN_RUN, ReservationPurpose.ADDING));
        assertFalse(room.has(BYTES_IN_RUN + 1, ReservationPurpose.ADDING));
        assertEquals(2, pool.logRuns());
        assertTrue(hasRoomFor(BYTES_IN_RUN + 1));
        assertEquals(3, pool.logRuns());
        assertTrue(pool.gainsByCommit());
        assertEquals(pool.freeBlocks() + Extension.NEXT_BLOCKS, pool.freeBlocksAfterCommit());
        room.commitReservations(0);
        assertFalse(pool.gainsByCommit());
    }

    @Test
    void heldBytesAreNoRoomForOthersUntilTheHoldEnds() throws IOException {
        assertTrue(hasRoomFor(MOST));
        room.hold(MOST - 100);
        assertFalse(hasRoomFor(101));
        assertTrue(hasRoomFor(100));
        room.endHold(MOST - 100);
        assertTrue(hasRoomFor(MOST));
    }

    @Test
    void commitEndsReservationsAndNoHold() throws IOException {
        assertTrue(hasRoomFor(MOST));
        room.hold(2 * BYTES_IN_RUN);
        room.reserve(3 * BYTES_IN_RUN);
        assertFalse(hasRoomFor(1));
        room.commitReservations(0);
        assertTrue(hasRoomFor(3 * BYTES_IN_RUN));
        assertFalse(hasRoomFor(3 * BYTES_IN_RUN + 1));
    }

    @Test
    void runsOfAHoldStayWhenACommitGivesRunsBack() throws IOException {
        assertTrue(hasRoomFor(MOST));
        room.hold(4 * BYTES_IN_RUN);
        room.commitReservations(0);
        // What the next commit finds: the runs of the hold, and one for removals.
        assertEquals(5, pool.logRuns());
        room.endHold(4 * BYTES_IN_RUN);
        room.commitReservations(0);
        assertEquals(2, pool.logRuns());
    }

    @Test
    void logThatReplacesAnotherTakesNoRunOfAHold() throws IOException {
        assertTrue(hasRoomFor(MOST));
        room.hold(3 * BYTES_IN_RUN);
        int spare = 0;
        while (room.takeSpareRun().isPresent()) {
            spare++;
        }
        assertEquals(2, spare);
        assertEquals(Optional.empty(), room.takeSpareRun());
    }
}
