// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * The log space of a volume that exists: runs of blocks that are kept for the log and that data never gets
 * (docs/format.md, section 8, rule 5). When no run is free, the volume grows, if it can. The lock of the namespace
 * guards the object.
 */
final class BoundedLogReservations implements LogReservations {

    private static final int LEAST_RUNS = 2;
    private static final long BYTES_IN_RUN = LogWriter.roomBytes(Extension.NEXT_BLOCKS);
    /** The divisor of the free blocks: at most this share is kept for later logs, besides the first run. */
    private static final long SHARE_OF_FREE_BLOCKS = 16;

    private final BlockPool pool;
    private final String volume;
    private int runs = LEAST_RUNS;
    private long roomInExtension;
    /** The bytes that the changes since the last commit need at most. */
    private long reserved;
    /** The bytes that changes need that are being prepared. */
    private long held;

    BoundedLogReservations(BlockPool pool, String volume) {
        this.pool = pool;
        this.volume = volume;
    }

    /**
     * Keeps two runs, because the kernel needs them, and more for a log that replaces the present log, if many blocks
     * are free.
     */
    void keepRuns(int logExtensions) {
        pool.keepLogRuns(LEAST_RUNS);
        long plenty = pool.freeBlocks() / SHARE_OF_FREE_BLOCKS / Extension.NEXT_BLOCKS;
        runs = LEAST_RUNS + (int) Math.min(logExtensions, plenty);
        pool.keepLogRuns(runs);
    }

    @Override
    public boolean has(long bytes, ReservationPurpose use) throws IOException {
        int untouched = use == ReservationPurpose.ADDING ? 1 : 0;
        while (pool.logRuns() < untouched
                || reserved + held + bytes > roomInExtension + (pool.logRuns() - untouched) * BYTES_IN_RUN) {
            if (!pool.keepLogRuns(pool.logRuns() + 1) && !pool.growLogRun()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void reserve(long bytes) {
        reserved += bytes;
    }

    @Override
    public void hold(long bytes) {
        held += bytes;
    }

    @Override
    public void endHold(long bytes) {
        held -= bytes;
    }

    /** Leaves the runs that reservations and holds need, and one more for removals. */
    @Override
    public Optional<BlockRun> takeSpareRun() {
        // The next log may have no room in its last extension when it takes over the holds.
        return pool.takeSpareLogRun(1 + Math.max(runsFor(reserved + held - roomInExtension), runsFor(held)));
    }

    private static long runsFor(long bytes) {
        return Math.ceilDiv(Math.max(0, bytes), BYTES_IN_RUN);
    }

    @Override
    public void commitReservations(long bytesLeft) {
        reserved = 0;
        roomInExtension = bytesLeft;
        pool.keepLogRuns(runs);
        pool.releaseLogRuns((int) Math.max(runs, 1 + runsFor(held - roomInExtension)));
    }

    @Override
    public Extension allocate() throws IOException {
        return LogReservations.extension(pool.takeLogRun(), volume);
    }

    @Override
    public void release(Extension extension) {
        pool.free(new BlockRun(extension.startBlock(), extension.blocks()));
    }
}
