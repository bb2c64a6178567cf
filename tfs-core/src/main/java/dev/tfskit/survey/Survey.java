// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.survey;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.log.Replay;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Identity;
import dev.tfskit.value.walk.AttributeCount;
import dev.tfskit.volume.Volume;
import java.io.IOException;

/**
 * A volume in figures.
 *
 * @param identity the label and UUID
 * @param log the log
 * @param tree the files
 * @param space the blocks
 */
public record Survey(Identity identity, LogFigures log, TreeFigures tree, SpaceFigures space) {

    /**
     * Counts everything, in one walk through the tree.
     *
     * @param device the device that holds the volume, from its first byte; it stays open
     * @param replay the replay of its log
     * @param largestFiles how many of the largest files are named
     * @return the figures
     * @throws dev.tfskit.error.TfsFormatException when the root is not a directory; other damage is counted
     * @throws IOException when the size of the device cannot be read
     */
    public static Survey of(BlockDevice device, Replay replay, int largestFiles) throws IOException {
        // Pointers to the parent do not count: a compaction does not write them.
        long live = AttributeCount.onceByNumber(Attributes.PARENT::equals).of(replay.root());
        LogFigures log = new LogFigures(replay.extensions(), replay.records(), live, replay.entries() - live);
        TreeSurvey walk = new TreeSurvey(Volume.of(device, replay), largestFiles);
        walk.run();
        return new Survey(replay.identity(), log, walk.figures(), walk.space());
    }
}
