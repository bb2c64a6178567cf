// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A run of contiguous blocks.
 *
 * @param start the number of the first block, from the start of the volume
 * @param length the number of blocks, at least 1
 */
public record BlockRun(long start, long length) {

    /** Checks the numbers. */
    public BlockRun {
        if (start < 0 || length < 1 || start > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("no run of blocks: " + length + " from " + start);
        }
    }

    /** Returns the number of the block behind the last one. */
    public long end() {
        return start + length;
    }

    /**
     * Joins runs that touch.
     *
     * @param runs the runs in any order; no two overlap
     * @return the same blocks in as few runs as possible, in order
     */
    public static List<BlockRun> joined(List<BlockRun> runs) {
        List<BlockRun> joined = new ArrayList<>();
        for (BlockRun run :
                runs.stream().sorted(Comparator.comparingLong(BlockRun::start)).toList()) {
            if (!joined.isEmpty() && joined.getLast().end() == run.start) {
                BlockRun before = joined.removeLast();
                joined.add(new BlockRun(before.start, before.length + run.length));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }
}
