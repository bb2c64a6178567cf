// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Encoding;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.log.Extension;
import dev.tfskit.log.LogWriter;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.util.Optional;

/**
 * Reserves log space, so that the next commit always fits into the log (docs/format.md, section 8, rule 5). Each change
 * reserves the most bytes that its records can need; the commit that writes the records ends these reservations. A
 * change that is still being prepared holds bytes; a commit does not end this hold. Not thread-safe: the lock of the
 * namespace guards it.
 */
interface LogReservations extends LogWriter.ExtensionSource {

    /** Returns whether so many more bytes can be reserved, without a shortage of blocks for data. */
    boolean has(long bytes, ReservationPurpose use);

    /**
     * Makes room for so many more bytes, also with blocks that data could use, and at last by growing the volume.
     * Commit before this call: a commit gives back more than this takes.
     *
     * @return false when there is no room
     * @throws IOException when the device fails
     */
    boolean makeRoom(long bytes, ReservationPurpose use) throws IOException;

    /** Reserves bytes for a change that has been made; a negative number takes reserved bytes back. */
    void reserve(long bytes);

    /** Holds bytes for a change that is being prepared. */
    void hold(long bytes);

    /** Ends a hold, because the change is being made or has been given up. */
    void endHold(long bytes);

    /**
     * Takes a run for a log that is to replace the present one, but none that a reservation or a hold needs.
     *
     * @return the run; empty when there is none
     * @throws IOException when the device fails
     */
    Optional<BlockRun> takeSpareRun() throws IOException;

    /**
     * Ends all reservations, because their records are in the log.
     *
     * @param bytesLeft the free bytes in the last extension of the log
     */
    void commitReservations(long bytesLeft);

    /**
     * Makes an extension of the log.
     *
     * @param run its blocks; empty when there are none
     * @throws NoSpaceException when there are none
     */
    static Extension extension(Optional<BlockRun> run, String volume) throws NoSpaceException {
        BlockRun blocks = run.orElseThrow(() ->
                new NoSpaceException(volume, "no room for the log to grow; remove something or use a larger image"));
        return new Extension(blocks.start(), blocks.length(), Encoding.VERSION_5);
    }
}
