// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives blocks to a log that is to replace another; only as many as can be had without harm to the present one. Once it
 * has replaced that, it gets the room that is kept for the log.
 */
final class NextLogBlocks implements LogWriter.ExtensionSource {

    private final Supplier<Optional<BlockRun>> runs;
    private final LogReservations room;
    private final String volume;
    private boolean isPresent;

    NextLogBlocks(Supplier<Optional<BlockRun>> runs, LogReservations room, String volume) {
        this.runs = runs;
        this.room = room;
        this.volume = volume;
    }

    /** From now on the log is that of the volume. */
    void adopt() {
        isPresent = true;
    }

    @Override
    public Extension allocate() throws IOException {
        if (isPresent) {
            return room.allocate();
        }
        BlockRun run = runs.get().orElseThrow(() -> new NoSpaceException(volume, "no room to write the log anew"));
        return new Extension(run.start(), run.length(), Encoding.VERSION_5);
    }
}
