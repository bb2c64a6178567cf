// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * Sees to it that the log always has room for what the next commit will write (docs/format.md, section 8, rule 5). What
 * changes will need at worst is promised when they are made; a commit turns promises into facts. Not thread safe: the
 * lock of the namespace guards it.
 */
interface LogReservations extends LogWriter.ExtensionSource {

    /**
     * Whether so many bytes can still be promised.
     *
     * @throws IOException when the host does not let the volume grow
     */
    boolean has(long bytes, ReservationPurpose use) throws IOException;

    /** Promises bytes. */
    void promise(long bytes);

    /** Takes a run for a log that is to replace the present one, but none that is needed for what was promised. */
    Optional<BlockRun> takeSpareRun();

    /** Everything promised has been written to the log, which has so much room left in its last extension. */
    void commitReservations(long bytesLeft);
}
