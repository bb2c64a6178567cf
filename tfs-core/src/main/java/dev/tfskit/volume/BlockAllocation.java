// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that one operation allocates for a file. {@link #close} frees them, unless {@link #keep} was called
 * before. Not thread-safe.
 */
final class BlockAllocation implements Closeable {

    private static final long ANYWHERE = -1;

    private final BlockPool pool;
    private final Committer committer;
    private final Object file;
    private final List<BlockRun> allocated = new ArrayList<>();

    /**
     * Creates an allocation without blocks.
     *
     * @param file identifies the file that gets the blocks; the same object in every call
     */
    BlockAllocation(BlockPool pool, Committer committer, Object file) {
        this.pool = pool;
        this.committer = committer;
        this.file = file;
    }

    /**
     * Allocates blocks for a part of the file that has none. When no block is free, but a commit makes some free, it
     * commits first, if the volume commits by itself.
     *
     * <p>The caller holds the lock of its file meanwhile, so other readers and writers of that file wait for the
     * commit: 5 to 23 ms on a busy machine. Users of other files do not wait. Without the lock another thread could
     * change the file, so the operation would have to give back the blocks that it has taken and begin again. Only a
     * full volume would gain from that.
     *
     * @param fileBlock the first block of that part
     * @param wanted the most blocks
     * @param before the extent to be contiguous with, where possible; null for none
     * @param more the number of blocks to set aside behind them
     * @return an extent of at most that length; empty when no block is free
     */
    Optional<Extent> allocate(long fileBlock, long wanted, @Nullable Extent before, long more) throws IOException {
        long behind = before == null ? ANYWHERE : before.startBlock() + before.allocated();
        // Asked first: a commit of another thread may make these blocks free behind the first try.
        boolean commitHelps = pool.gainsByCommit();
        Optional<Extent> found = tryAllocate(fileBlock, wanted, behind, more);
        commitHelps |= pool.gainsByCommit();
        if (found.isPresent() || !commitHelps || !committer.commitIfAllowed()) {
            return found;
        }
        return tryAllocate(fileBlock, wanted, ANYWHERE, 0);
    }

    private Optional<Extent> tryAllocate(long fileBlock, long wanted, long behind, long more) {
        Optional<BlockRun> run = pool.allocate(file, behind, Math.min(wanted, Extent.MAX_BLOCKS), more);
        run.ifPresent(allocated::add);
        return run.map(blocks -> new Extent(fileBlock, blocks.start(), blocks.length(), blocks.length(), false));
    }

    /** Leaves the blocks to the file, because the operation has succeeded. */
    void keep() {
        allocated.clear();
    }

    @Override
    public void close() {
        allocated.forEach(pool::release);
    }
}
