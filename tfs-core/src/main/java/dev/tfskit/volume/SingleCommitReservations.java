// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * The log space of a volume that changes by one commit. A change without room fails. A live volume would commit and try
 * again, but here that would make a part of the changes durable. The lock of the namespace guards the object.
 */
final class SingleCommitReservations implements LogReservations {

    private final BlockPool pool;
    private final BoundedLogReservations bounded;
    private final RevertibleDevice revertible;
    private final String volume;

    SingleCommitReservations(BlockPool pool, RevertibleDevice revertible, String volume) {
        this.pool = pool;
        this.bounded = new BoundedLogReservations(pool, volume);
        this.revertible = revertible;
        this.volume = volume;
    }

    @Override
    public boolean has(long bytes, ReservationPurpose use) throws IOException {
        if (!bounded.has(bytes, use)) {
            throw new NoSpaceException(
                    volume, "no room for the log of so many changes at once; remove something or use a larger image");
        }
        return true;
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

    /** A new log may lie behind the old end of the file, which must not count before the commit. */
    @Override
    public boolean replacesFullLogAtOnce() {
        return false;
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
