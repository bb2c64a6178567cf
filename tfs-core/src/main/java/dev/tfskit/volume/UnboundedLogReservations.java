// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.log.Extension;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * The log space of a new volume that is being filled. Nothing is reserved, because the device normally grows with the
 * volume. When the size is limited, allocating an extension can throw {@code NoSpaceException}. Not thread-safe.
 */
class UnboundedLogReservations implements LogReservations {

    private final BlockPool pool;
    private final String volume;

    UnboundedLogReservations(BlockPool pool, String volume) {
        this.pool = pool;
        this.volume = volume;
    }

    @Override
    public boolean has(long bytes, ReservationPurpose use) {
        return true;
    }

    @Override
    public boolean makeRoom(long bytes, ReservationPurpose use) {
        return true;
    }

    @Override
    public void reserve(long bytes) {
        // The device grows by what the log needs.
    }

    @Override
    public void hold(long bytes) {
        // As above.
    }

    @Override
    public void endHold(long bytes) {
        // As above.
    }

    @Override
    public void commitReservations(long bytesLeft) {
        // Nothing was counted.
    }

    @Override
    public Optional<BlockRun> takeSpareRun() {
        return pool.takeSpareLogRun(0);
    }

    @Override
    public Extension allocate() throws IOException {
        return LogReservations.extension(pool.allocate(Extension.NEXT_BLOCKS), volume);
    }

    @Override
    public void release(Extension extension) {
        pool.free(new BlockRun(extension.startBlock(), extension.blocks()));
    }
}
