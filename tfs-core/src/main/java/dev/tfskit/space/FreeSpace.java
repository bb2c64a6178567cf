// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The free blocks of a volume. TFS stores no map of them: each block that neither the log nor an extent owns is free
 * (docs/format.md, section 2.2). {@link #allocate} and {@link #allocateUpTo} search from the end of the blocks that
 * were allocated last, so blocks that are allocated one after the other are contiguous where possible. Not thread-safe.
 */
public final class FreeSpace {

    /** The number of runs after which a search for a long run ends with the longest run so far. */
    private static final int MOST_PROBES = 256;

    private final FreeRuns free = new FreeRuns();

    private long freeBlocks;
    private long next;
    private long endOfUse;

    /**
     * Creates a space in which all blocks are free.
     *
     * @param blocks the number of blocks; for a volume that still grows, the most that it may have
     */
    public FreeSpace(long blocks) {
        if (blocks > 0) {
            free.add(new BlockRun(0, blocks));
        }
        freeBlocks = blocks;
    }

    /**
     * Allocates certain blocks, all or none.
     *
     * @param run the blocks
     * @return false if one of them is not free
     */
    public boolean claim(BlockRun run) {
        Optional<BlockRun> around = free.lastUpTo(run.start()).filter(each -> each.end() >= run.end());
        around.ifPresent(each -> cut(each, run));
        return around.isPresent();
    }

    /**
     * Allocates a run of contiguous blocks anywhere.
     *
     * @param blocks the length of the run, at least 1
     * @return the run; empty when no free run is so long
     */
    public Optional<BlockRun> allocate(long blocks) {
        Optional<BlockRun> here = free.lastUpTo(next);
        if (here.isPresent() && here.get().end() - next >= blocks) {
            return Optional.of(take(here.get(), new BlockRun(next, blocks)));
        }
        return free.firstFrom(next + 1, blocks)
                .or(() -> free.firstFrom(0, blocks))
                .map(run -> take(run, new BlockRun(run.start(), blocks)));
    }

    /**
     * Allocates a run of contiguous blocks anywhere, shorter than wanted if a short search finds none that is long
     * enough.
     *
     * @param wanted the wanted length, at least 1
     * @return the run; empty when no block is free
     */
    public Optional<BlockRun> allocateUpTo(long wanted) {
        Optional<BlockRun> here = free.lastUpTo(next);
        if (here.isPresent() && here.get().end() - next >= wanted) {
            return Optional.of(take(here.get(), new BlockRun(next, wanted)));
        }
        Optional<BlockRun> behind = longestOf(free.behind(next), wanted);
        Optional<BlockRun> best = behind.filter(run -> run.length() >= wanted)
                .or(() -> longestOf(free.behind(-1), wanted)
                        .filter(run ->
                                behind.isEmpty() || run.length() > behind.get().length()))
                .or(() -> behind);
        return best.map(run -> take(run, new BlockRun(run.start(), Math.min(run.length(), wanted))));
    }

    /**
     * Allocates a run that begins at a certain block.
     *
     * @param start the first block
     * @param wanted the most blocks, at least 1
     * @return the run, which ends where the free blocks end; empty when the first block is not free
     */
    public Optional<BlockRun> allocateAt(long start, long wanted) {
        return free.lastUpTo(start)
                .filter(run -> run.end() > start)
                .map(run -> take(run, new BlockRun(start, Math.min(wanted, run.end() - start))));
    }

    /**
     * Allocates contiguous blocks at the start of the first free run of the volume that is long enough. The next search
     * of {@link #allocate} or {@link #allocateUpTo} begins where it would have begun without this call.
     *
     * @param blocks the length of the run, at least 1
     * @return the run; empty when no free run is so long
     */
    public Optional<BlockRun> allocateFirst(long blocks) {
        return free.firstFrom(0, blocks).map(run -> {
            BlockRun taken = new BlockRun(run.start(), blocks);
            cut(run, taken);
            return taken;
        });
    }

    /**
     * Frees blocks that were allocated, or adds new blocks at the end.
     *
     * @param run the blocks
     * @throws IllegalStateException when one of them is free already
     */
    public void release(BlockRun run) {
        Optional<BlockRun> before = free.lastUpTo(run.start());
        Optional<BlockRun> after = free.firstFrom(run.start(), 1);
        if (before.isPresent() && before.get().end() > run.start()
                || after.isPresent() && after.get().start() < run.end()) {
            throw new IllegalStateException("blocks " + run.start() + " to " + (run.end() - 1) + " are free already");
        }
        boolean touchesBefore = before.isPresent() && before.get().end() == run.start();
        boolean touchesAfter = after.isPresent() && after.get().start() == run.end();
        long start = touchesBefore ? before.get().start() : run.start();
        long end = touchesAfter ? after.get().end() : run.end();
        BlockRun joined = new BlockRun(start, end - start);
        if (touchesBefore) {
            free.replace(start, joined);
            if (touchesAfter) {
                free.remove(run.end());
            }
        } else if (touchesAfter) {
            free.replace(run.end(), joined);
        } else {
            free.add(joined);
        }
        freeBlocks += run.length();
        if (next == run.end()) {
            next = start;
        }
    }

    private static Optional<BlockRun> longestOf(Iterator<BlockRun> runs, long enough) {
        Optional<BlockRun> longest = Optional.empty();
        for (int probes = 0; runs.hasNext() && probes < MOST_PROBES; probes++) {
            BlockRun run = runs.next();
            if (longest.isEmpty() || run.length() > longest.get().length()) {
                longest = Optional.of(run);
            }
            if (run.length() >= enough) {
                break;
            }
        }
        return longest;
    }

    private BlockRun take(BlockRun around, BlockRun run) {
        cut(around, run);
        next = run.end();
        return run;
    }

    private void cut(BlockRun around, BlockRun run) {
        boolean hasBefore = run.start() > around.start();
        boolean hasAfter = run.end() < around.end();
        if (hasBefore) {
            free.replace(around.start(), new BlockRun(around.start(), run.start() - around.start()));
        }
        if (hasAfter) {
            BlockRun after = new BlockRun(run.end(), around.end() - run.end());
            if (hasBefore) {
                free.add(after);
            } else {
                free.replace(around.start(), after);
            }
        }
        if (!hasBefore && !hasAfter) {
            free.remove(around.start());
        }
        freeBlocks -= run.length();
        endOfUse = Math.max(endOfUse, run.end());
    }

    /** Makes the next search begin at a block. */
    public void continueAt(long block) {
        next = block;
    }

    /** Returns the free runs in their order on the volume. */
    public List<BlockRun> runs() {
        List<BlockRun> runs = new ArrayList<>(free.size());
        free.behind(-1).forEachRemaining(runs::add);
        return runs;
    }

    /** Returns the number of free blocks. */
    public long freeBlocks() {
        return freeBlocks;
    }

    /** Returns the number of free runs, a measure of fragmentation. */
    public int freeRuns() {
        return free.size();
    }

    /** Returns the length of the longest free run in blocks; 0 if no block is free. */
    public long longestFreeRun() {
        return free.longest();
    }

    /**
     * Returns the number of the block after the highest one that was allocated in this object, whether it was freed
     * since or not; 0 if there was none.
     */
    public long endOfUse() {
        return endOfUse;
    }
}
