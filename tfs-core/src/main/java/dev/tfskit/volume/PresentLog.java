// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.filter.TrackedDevice;
import dev.tfskit.log.LogWriter;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Identity;
import java.io.IOException;

/**
 * The log of a volume when it becomes live.
 *
 * @param identity its label and UUID
 * @param writer appends to it
 * @param dictionary the numbers of its tuples, vectors and symbols
 * @param entries the number of its entries
 */
record PresentLog(Identity identity, LogWriter writer, Dictionary dictionary, long entries) {

    /** Begins a new log. */
    static PresentLog begun(TrackedDevice device, Identity identity, LogReservations room) throws IOException {
        return new PresentLog(identity, LogWriter.create(device, identity, room), new Dictionary(), 0);
    }

    /** Takes over a log that has been replayed. */
    static PresentLog replayed(TrackedDevice device, Replay replay, LogReservations room) throws IOException {
        LogWriter writer = LogWriter.append(device, replay, room);
        return new PresentLog(replay.identity(), writer, replay.dictionary(), replay.entries());
    }
}
