// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.log.Extension;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * The log space of an image file that changes by one commit. Nothing is reserved: the file grows by what the log really
 * needs. Before the log refers to a new extension, the file reaches over it, and over the free runs that the kernel
 * needs. Not thread-safe.
 */
final class SingleCommitReservations extends UnboundedLogReservations {

    private static final int FREE_RUNS = EmptyVolume.FREE_LOG_RUNS;

    private final BlockPool pool;
    private final RevertibleDevice revertible;
    private final String volume;

    SingleCommitReservations(BlockPool pool, RevertibleDevice revertible, String volume) {
        super(pool, volume);
        this.pool = pool;
        this.revertible = revertible;
        this.volume = volume;
    }

    /** A run behind the old end of the file is no choice: the new log would not be inside the file before it counts. */
    @Override
    public Optional<BlockRun> takeSpareRun() {
        Optional<BlockRun> run = pool.takeSpareLogRun(1);
        if (run.isPresent() && !revertible.includes(run.get())) {
            pool.release(run.get());
            return Optional.empty();
        }
        return run;
    }

    @Override
    public void commitReservations(long bytesLeft) {
        pool.keepLogRuns(FREE_RUNS);
    }

    @Override
    public Extension allocate() throws IOException {
        Extension extension = LogReservations.extension(pool.takeLogRun(), volume);
        pool.keepLogRuns(FREE_RUNS);
        revertible.growTo(pool.endOfUse());
        return extension;
    }

    @Override
    public void beforeCommitPoint() throws IOException {
        revertible.keepGrowth();
    }
}
