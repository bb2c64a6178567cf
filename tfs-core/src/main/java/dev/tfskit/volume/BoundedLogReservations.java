// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/** Room for the log of a volume of a certain size: runs of blocks that data never get. */
final class BoundedLogReservations implements LogReservations {

    private static final int LEAST_RUNS = 2;
    private static final long BYTES_IN_RUN = LogWriter.roomBytes(Extension.NEXT_BLOCKS);
    /** The divisor of the free blocks: at most this share is kept for later logs, besides the first run. */
    private static final long SHARE_OF_FREE_BLOCKS = 16;

    private final BlockPool pool;
    private final String volume;
    private int runs = LEAST_RUNS;
    private long roomInExtension;
    private long promised;

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
                || promised + bytes > roomInExtension + (pool.logRuns() - untouched) * BYTES_IN_RUN) {
            if (!pool.keepLogRuns(pool.logRuns() + 1) && !pool.growLogRun()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void promise(long bytes) {
        promised += bytes;
    }

    /** Leaves the runs that reservations need, and one more for removals. */
    @Override
    public Optional<BlockRun> takeSpareRun() {
        return pool.takeSpareLogRun(1 + Math.ceilDiv(Math.max(0, promised - roomInExtension), BYTES_IN_RUN));
    }

    @Override
    public void commitReservations(long bytesLeft) {
        promised = 0;
        roomInExtension = bytesLeft;
        pool.keepLogRuns(runs);
        pool.giveBackLogRuns(runs);
    }

    @Override
    public Extension allocate() throws IOException {
        BlockRun run = pool.takeLogRun().orElseThrow(() -> new NoSpaceException(volume, "no room for the log to grow"));
        return new Extension(run.start(), run.length(), Encoding.VERSION_5);
    }

    @Override
    public void release(Extension extension) {
        pool.giveBack(new BlockRun(extension.startBlock(), extension.blocks()));
    }
}
