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
 * (docs/format.md, section 8, rule 5). Reservations can take more runs until the next commit. When no run is free, the
 * volume grows, if it can. The lock of the namespace guards the object.
 */
final class BoundedLogReservations implements LogReservations {

    private static final int LEAST_RUNS = 2;
    private static final long BYTES_IN_RUN = LogWriter.roomBytes(Extension.NEXT_BLOCKS);
    /**
     * The divisor of the free blocks: at most this share is kept for later logs, besides the first runs, and at most
     * the same share for reservations without a commit.
     */
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
    public boolean has(long bytes, ReservationPurpose use) {
        while (lacks(bytes, use)) {
            if (!isPlenty() || !pool.addLogRun()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the reservations may take one more of the free runs without a commit. */
    private boolean isPlenty() {
        long taken = Math.max(0, pool.logRuns() + 1L - runs);
        return taken <= pool.freeBlocks() / SHARE_OF_FREE_BLOCKS / Extension.NEXT_BLOCKS;
    }

    @Override
    public boolean makeRoom(long bytes, ReservationPurpose use) throws IOException {
        while (lacks(bytes, use)) {
            if (!pool.addLogRun() && !pool.growLogRun()) {
                return false;
            }
        }
        return true;
    }

    private boolean lacks(long bytes, ReservationPurpose use) {
        int untouched = use == ReservationPurpose.ADDING ? 1 : 0;
        return pool.logRuns() < untouched
                || reserved + held + bytes > roomInExtension + (pool.logRuns() - untouched) * BYTES_IN_RUN;
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

    /**
     * Leaves the runs that reservations and holds need, and one more for removals. When there is no other, the volume
     * grows: what the old log occupies is free afterwards, so a log that is written anew does not grow without bound.
     */
    @Override
    public Optional<BlockRun> takeSpareRun() throws IOException {
        // The next log may have no room in its last extension when it takes over the holds.
        long untouched = 1 + Math.max(runsFor(reserved + held - roomInExtension), runsFor(held));
        Optional<BlockRun> run = pool.takeSpareLogRun(untouched);
        while (run.isEmpty() && pool.growLogRun()) {
            run = pool.takeSpareLogRun(untouched);
        }
        return run;
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
