// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.log.Extension;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * The log space of a volume that changes by one commit: its file reaches over a new extension before the log refers to
 * it. The lock of the namespace guards the object.
 */
final class SingleCommitReservations implements LogReservations {

    private final BlockPool pool;
    private final BoundedLogReservations bounded;
    private final RevertibleDevice revertible;

    SingleCommitReservations(BlockPool pool, RevertibleDevice revertible, String volume) {
        this.pool = pool;
        this.bounded = new BoundedLogReservations(pool, volume);
        this.revertible = revertible;
    }

    @Override
    public boolean has(long bytes, ReservationPurpose use) throws IOException {
        return bounded.has(bytes, use);
    }

    @Override
    public void reserve(long bytes) {
        bounded.reserve(bytes);
    }

    @Override
    public void hold(long bytes) {
        bounded.hold(bytes);
    }

    @Override
    public void endHold(long bytes) {
        bounded.endHold(bytes);
    }

    /** A run behind the old end of the file is no choice: the new log would not be inside the file before it counts. */
    @Override
    public Optional<BlockRun> takeSpareRun() {
        Optional<BlockRun> run = bounded.takeSpareRun();
        if (run.isPresent() && !revertible.includes(run.get())) {
            pool.release(run.get());
            return Optional.empty();
        }
        return run;
    }

    @Override
    public void commitReservations(long bytesLeft) {
        bounded.commitReservations(bytesLeft);
    }

    @Override
    public Extension allocate() throws IOException {
        Extension extension = bounded.allocate();
        revertible.growTo(extension.startBlock() + extension.blocks());
        return extension;
    }

    @Override
    public void release(Extension extension) {
        bounded.release(extension);
    }
}
