// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.history;

import java.util.Arrays;
import java.util.List;

/**
 * Counts how many blocks of a range lie in a fixed set of runs. The time of a query grows with the logarithm of the
 * number of runs. Immutable.
 */
final class CoveredBlocks {

    private final long[] starts;
    private final long[] ends;
    /** The number of blocks in all runs before each run; at the end, the number in all runs. */
    private final long[] before;

    /** Counts in the given runs. Each query is about a range of runs that are in order and do not overlap. */
    CoveredBlocks(List<OwnershipSnapshot.OwnedBlocks> runs) {
        starts = runs.stream().mapToLong(OwnershipSnapshot.OwnedBlocks::start).toArray();
        ends = runs.stream().mapToLong(OwnershipSnapshot.OwnedBlocks::end).toArray();
        before = new long[starts.length + 1];
        for (int i = 0; i < starts.length; i++) {
            before[i + 1] = before[i] + ends[i] - starts[i];
        }
    }

    /**
     * Counts the blocks from {@code start} to {@code end}, exclusive, that lie in the runs from {@code from} to
     * {@code to}, exclusive.
     */
    long count(int from, int to, long start, long end) {
        return countBelow(from, to, end) - countBelow(from, to, start);
    }

    private long countBelow(int from, int to, long block) {
        int found = Arrays.binarySearch(starts, from, to, block);
        int low = found >= 0 ? found : -found - 1;
        if (low == from) {
            return 0;
        }
        return before[low - 1] - before[from] + Math.min(block, ends[low - 1]) - starts[low - 1];
    }
}
