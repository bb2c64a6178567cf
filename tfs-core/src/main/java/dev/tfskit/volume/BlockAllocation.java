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

/**
 * The blocks that one operation takes for a file. They are given back unless the operation succeeds. For one thread.
 */
final class BlockAllocation implements Closeable {

    private static final long ANYWHERE = -1;

    private final BlockPool pool;
    private final Committer committer;
    private final Object file;
    private final List<BlockRun> taken = new ArrayList<>();

    /**
     * Makes an allocation without blocks.
     *
     * @param file identifies the file that gets the blocks; the same object in every call
     */
    BlockAllocation(BlockPool pool, Committer committer, Object file) {
        this.pool = pool;
        this.committer = committer;
        this.file = file;
    }

    /**
     * Takes blocks for a part of the file that has none.
     *
     * @param fileBlock the first block of that part
     * @param wanted how many it needs at most
     * @param before the extent that they should best lie behind
     * @param ready how many the file will need soon, behind those
     * @return at most as many as wanted; empty when there are none, even after a commit has freed what was waiting for
     *     it
     */
    Optional<Extent> take(long fileBlock, long wanted, Optional<Extent> before, long ready) throws IOException {
        long behind =
                before.map(extent -> extent.startBlock() + extent.allocated()).orElse(ANYWHERE);
        Optional<Extent> found = allocate(fileBlock, wanted, behind, ready);
        if (found.isPresent() || !pool.hasWaiting()) {
            return found;
        }
        committer.commit();
        return allocate(fileBlock, wanted, ANYWHERE, 0);
    }

    private Optional<Extent> allocate(long fileBlock, long wanted, long behind, long ready) {
        Optional<BlockRun> run = pool.allocate(file, behind, Math.min(wanted, Extent.MAX_BLOCKS), ready);
        run.ifPresent(taken::add);
        return run.map(blocks -> new Extent(fileBlock, blocks.start(), blocks.length(), blocks.length(), false));
    }

    /** The operation has succeeded, and the blocks are the file's. */
    void keep() {
        taken.clear();
    }

    @Override
    public void close() {
        taken.forEach(pool::giveBack);
    }
}
