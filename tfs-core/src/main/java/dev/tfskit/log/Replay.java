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
 * What a log says once its records have been carried out (docs/format.md, sections 2.1 and 2.3).
 *
 * @param identity the label and UUID of the volume
 * @param root the first tuple of the log, which everything hangs from
 * @param extensions the chain, in order, as far as it was followed
 * @param dictionary the numbers that the log has given
 * @param records how many records were carried out
 * @param settings how many attributes they set or removed, each time counted (docs/format.md, section 9: entries)
 * @param endOffset where the next record would stand, in bytes from the start of the volume; the end of log if all was
 *     followed
 * @param torn where a record stands that was never finished, if one does
 * @param damage why the log was not followed any further, if it was not
 */
public record Replay(
        Identity identity,
        Tuple root,
        List<Extension> extensions,
        Dictionary dictionary,
        long records,
        long settings,
        long endOffset,
        OptionalLong torn,
        Optional<TfsFormatException> damage) {

    /**
     * Replays the log of a volume.
     *
     * @param volume the device that holds it, from its first byte
     * @throws TfsFormatException when the log is damaged anywhere before its end
     * @throws IOException when the device cannot be read
     */
    public static Replay of(BlockDevice volume) throws IOException {
        Replay replay = readable(volume);
        if (replay.damage.isPresent()) {
            throw replay.damage.get();
        }
        return replay;
    }

    /**
     * Replays a log as far as it can be read.
     *
     * @param volume the device that holds it, from its first byte
     * @throws TfsFormatException when not even a root can be read
     * @throws IOException when the device cannot be read
     */
    public static Replay readable(BlockDevice volume) throws IOException {
        return new Replayer(volume).run(Long.MAX_VALUE);
    }

    /**
     * Replays the first records of a log.
     *
     * @param volume the device that holds it, from its first byte
     * @param records how many, at least 1; all if there are fewer
     * @throws TfsFormatException when the log is damaged before there
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
