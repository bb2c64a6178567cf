// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.log;

import dev.tfskit.codec.Dictionary;
import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state of a log after replay: its records have been applied in order (docs/format.md, sections 2.1 and 2.3). The
 * tuples are mutable, so the object is not thread-safe.
 *
 * @param identity the UUID and label of the volume
 * @param root the first tuple of the log, the root of the tree
 * @param extensions the extensions of the log, in order, as far as they were read
 * @param dictionary the numbers of symbols, tuples and vectors
 * @param records the number of records applied
 * @param entries the number of log entries: how often records set or removed an attribute (docs/format.md, section 9)
 * @param endOffset the offset of the next record, in bytes from the start of the volume; the end of the log after a
 *     full replay
 * @param torn the offset of an incomplete record, if there is one
 * @param damage the reason why the rest of the log was not read, if it was not
 */
public record Replay(
        Identity identity,
        Tuple root,
        List<Extension> extensions,
        Dictionary dictionary,
        long records,
        long entries,
        long endOffset,
        OptionalLong torn,
        Optional<TfsFormatException> damage) {

    /**
     * Replays the log of a volume.
     *
     * @param volume the device of the volume
     * @return the state at the end of the log
     * @throws TfsFormatException when the log is damaged
     * @throws IOException when the device cannot be read
     */
    public static Replay of(BlockDevice volume) throws IOException {
        Replay replay = ofReadablePart(volume);
        if (replay.damage.isPresent()) {
            throw replay.damage.get();
        }
        return replay;
    }

    /**
     * Replays a log up to the first damage.
     *
     * @param volume the device of the volume
     * @return the state before the damage, or at the end of the log
     * @throws TfsFormatException when the log is damaged before the end of the first record
     * @throws IOException when the device cannot be read
     */
    public static Replay ofReadablePart(BlockDevice volume) throws IOException {
        return new Replayer(volume).run(Long.MAX_VALUE);
    }

    /**
     * Replays the first records of a log.
     *
     * @param volume the device of the volume
     * @param records the number of records, at least 1; all are replayed if the log has fewer
     * @return the state after these records
     * @throws TfsFormatException when the log is damaged before the end of these records
     * @throws IOException when the device cannot be read
     */
    public static Replay ofFirst(BlockDevice volume, long records) throws IOException {
        Replay replay = new Replayer(volume).run(records);
        if (replay.damage.isPresent()) {
            throw replay.damage.get();
        }
        return replay;
    }
}
