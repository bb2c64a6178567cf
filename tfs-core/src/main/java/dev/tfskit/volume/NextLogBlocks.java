// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.IoSupplier;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.message.Messages;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Text;
import dev.tfskit.value.walk.TextCopies;
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
    private final TextCopies textCopies = new TextCopies();
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

    /**
     * Checks that the new log may have a copy of a text which the present log holds only as a reference.
     *
     * @throws NoSpaceException when the copies become so long that the new log could fill the volume
     */
    void checkCopy(Text text) throws NoSpaceException {
        if (!isAdopted && !textCopies.allow(text)) {
            throw new NoSpaceException(
                    volume,
                    "the log cannot be written anew: it refers to texts that it holds once, and copies of them would "
                            + "take more than " + Messages.size(TextCopies.MOST_BYTES));
        }
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
