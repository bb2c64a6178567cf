// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.schema.Limits;
import dev.tfskit.volume.Volume;
import java.io.IOException;

/** Answers the requests that concern the volume as a whole: how much space it has. Thread-safe. */
final class VolumeOperations {

    private final Answers answers;
    private final Replies replies;
    private final Volume volume;
    private final NamelessFiles nameless;

    VolumeOperations(Answers answers, Replies replies, Volume volume, NamelessFiles nameless) {
        this.answers = answers;
        this.replies = replies;
        this.volume = volume;
        this.nameless = nameless;
    }

    void register(OperationTable table) {
        table.set(
                OperationTable.Operation.STATFS,
                (request, _) -> answers.answer(request, () -> replyStatistics(request)));
    }

    private void replyStatistics(long request) throws IOException {
        // Read before the statistics: blocks that become free in between must not count twice.
        long freedSoon = nameless.newestBlocks();
        Volume.Statistics found = volume.statistics();
        long free = Math.min(found.blocks(), found.freeBlocks() + freedSoon);
        replies.statistics(request, found.blocks(), free, found.inodes(), Limits.NAME_BYTES);
    }
}
