// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * Allocates blocks for the log that a compaction writes. Blocks that the present log may need are left alone, until the
 * new log has replaced it. Not thread-safe.
 */
final class NextLogBlocks implements LogWriter.ExtensionSource {

    private final IoSupplier<Optional<BlockRun>> runs;
    private final LogReservations room;
    private final String volume;
    private boolean isAdopted;

    NextLogBlocks(IoSupplier<Optional<BlockRun>> runs, LogReservations room, String volume) {
        this.runs = runs;
        this.room = room;
        this.volume = volume;
    }

    /** Allocates from the log space of the volume from now on, because the new log is the log of the volume. */
    void adopt() {
        isAdopted = true;
    }

    @Override
    public Extension allocate() throws IOException {
        if (isAdopted) {
            return room.allocate();
        }
        BlockRun run = runs.get()
                .orElseThrow(() -> new NoSpaceException(
                        volume, "no room to write the log anew; remove something or use a larger image"));
        return new Extension(run.start(), run.length(), Encoding.VERSION_5);
    }

    @Override
    public void beforeCommitPoint() throws IOException {
        room.beforeCommitPoint();
    }
}
