// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Extension;
import dev.tfskit.schema.Identity;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A new volume that is being filled. Its device normally grows with it, so nothing is set aside for the log. Not
 * thread-safe.
 */
public final class NewVolume extends VolumeBuilder {

    private NewVolume(LiveState live, Identity identity) {
        super(live, identity, OptionalLong.empty());
    }

    static NewVolume begin(BlockDevice device, Identity identity, long bytes) throws IOException {
        EmptyVolume made = EmptyVolume.of(device, bytes);
        LogReservations room = new UnboundedLogReservations(made.pool(), device.toString());
        PresentLog log = PresentLog.begun(made.device(), identity, room);
        made.space().claim(EmptyVolume.FREE_FOR_LOG);
        LiveState.Start start =
                new LiveState.Start(made.root(), made.pool(), room, log, MountScan.ofNothing(), LivePolicy.OF_BUILDERS);
        return new NewVolume(LiveState.of(made.device(), start), identity);
    }

    /**
     * Returns the number of blocks that belong to files.
     *
     * @return the blocks that are used neither by the log nor kept free for it
     */
    public long fileBlocks() {
        long logBlocks = 0;
        for (Extension extension : logExtensions()) {
            logBlocks += extension.blocks();
        }
        Statistics statistics = live.statistics();
        return statistics.blocks() - statistics.freeBlocks() - logBlocks - EmptyVolume.FREE_FOR_LOG.length();
    }
}
