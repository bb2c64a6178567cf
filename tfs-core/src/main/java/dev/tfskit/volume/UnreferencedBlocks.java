// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Allocated blocks to which no extent refers yet, in order. {@link #close} frees those that are left, so that an
 * operation for which the log has no room loses no blocks. Not thread-safe.
 */
final class UnreferencedBlocks implements Closeable {

    private final BlockPool pool;
    private final Deque<BlockRun> runs;

    /** Begins with the blocks of all these runs. */
    UnreferencedBlocks(BlockPool pool, List<BlockRun> runs) {
        this.pool = pool;
        this.runs = new ArrayDeque<>(runs);
    }

    /**
     * Returns the first blocks, as far as they are contiguous.
     *
     * @param most the most blocks, at least 1
     */
    BlockRun first(long most) {
        BlockRun first = runs.element();
        return new BlockRun(first.start(), Math.min(first.length(), most));
    }

    /**
     * Leaves the first blocks to an extent that refers to them, or is about to.
     *
     * @param count the number of blocks, at most that of {@link #first}
     */
    void leaveFirst(long count) {
        BlockRun first = runs.remove();
        if (count < first.length()) {
            runs.addFirst(new BlockRun(first.start() + count, first.length() - count));
        }
    }

    @Override
    public void close() {
        runs.forEach(pool::release);
    }
}
