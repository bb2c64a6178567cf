// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Allocates the blocks of a volume that is being changed (docs/format.md, section 8, rules 4 and 5). It keeps some free
 * runs for the log. Freed blocks become free when the commit that frees them is durable. The blocks behind a growing
 * file are set aside for it, until another allocation finds no free block elsewhere. All numbers are in blocks.
 * Thread-safe.
 */
public final class BlockPool {

    private final FreeSpace free;
    private final Growth growth;
    private final long logRunBlocks;
    private final Deque<BlockRun> logRuns = new ArrayDeque<>();
    /** The blocks that are set aside behind growing files, by file. */
    private final Map<Object, BlockRun> setAside = new IdentityHashMap<>();

    private List<BlockRun> freed = new ArrayList<>();
    private long waitingBlocks;
    /** The number of runs to keep for the log. More are kept only until a commit. */
    private int wantedLogRuns;

    private volatile long blocks;

    /**
     * Creates a pool.
     *
     * @param blocks the number of blocks of the volume
     * @param free the free blocks; from now on only this pool changes them
     * @param growth adds blocks for the log when no run is free
     * @param logRunBlocks the number of blocks of an extension of the log
     */
    public BlockPool(long blocks, FreeSpace free, Growth growth, long logRunBlocks) {
        this.blocks = blocks;
        this.free = free;
        this.growth = growth;
        this.logRunBlocks = logRunBlocks;
    }

    /** Returns the number of blocks of the volume. */
    public long blocks() {
        return blocks;
    }

    /** The blocks that a batch has freed. They can be used again when that batch is durable. */
    public static final class Quarantine {

        private final List<BlockRun> runs;

        private Quarantine(List<BlockRun> runs) {
            this.runs = List.copyOf(runs);
        }

        /** Returns the freed blocks, in no particular order. */
        public List<BlockRun> runs() {
            return runs;
        }
    }

    /**
     * Allocates a run of contiguous blocks anywhere.
     *
     * @param blocks the length of the run, at least 1
     * @return the run; empty when no free run is so long
     */
    public synchronized Optional<BlockRun> allocate(long blocks) {
        return free.allocate(blocks).or(() -> releaseSetAside() ? free.allocate(blocks) : Optional.empty());
    }

    /**
     * Allocates blocks for a file, contiguous with its last block where possible.
     *
     * @param file identifies the file; the same object in every call
     * @param behind the block behind the last block of the file
     * @param wanted the number of blocks needed now, at least 1
     * @param more the number of blocks to set aside behind them
     * @return a run of at most {@code wanted} blocks; empty when no block is free
     */
    public synchronized Optional<BlockRun> allocate(Object file, long behind, long wanted, long more) {
        BlockRun held = setAside.remove(file);
        if (held != null && held.start() == behind) {
            return Optional.of(split(file, held, wanted));
        }
        if (held != null) {
            free.release(held);
        }
        return find(behind, Math.addExact(wanted, more))
                .or(() -> releaseSetAside() ? find(behind, wanted) : Optional.empty())
                .map(run -> split(file, run, wanted));
    }

    private Optional<BlockRun> find(long behind, long blocks) {
        return free.allocateAt(behind, blocks).or(() -> free.allocateUpTo(blocks));
    }

    private BlockRun split(Object file, BlockRun run, long wanted) {
        if (run.length() <= wanted) {
            return run;
        }
        setAside.put(file, new BlockRun(run.start() + wanted, run.length() - wanted));
        return new BlockRun(run.start(), wanted);
    }

    /** Frees all blocks that are set aside; returns false if there are none. */
    private boolean releaseSetAside() {
        boolean some = !setAside.isEmpty();
        setAside.values().forEach(free::release);
        setAside.clear();
        return some;
    }

    /** Frees the blocks that are set aside for a file. */
    public synchronized void stopGrowing(Object file) {
        BlockRun held = setAside.remove(file);
        if (held != null) {
            free.release(held);
        }
    }

    /** Frees blocks at once; only for blocks that nothing on disk refers to. */
    public synchronized void release(BlockRun run) {
        free.release(run);
    }

    /** Frees blocks once the open batch is durable. */
    public synchronized void free(BlockRun run) {
        freed.add(run);
        waitingBlocks += run.length();
    }

    /** Returns whether freed blocks wait for a commit. */
    public synchronized boolean hasWaiting() {
        return waitingBlocks > 0;
    }

    /**
     * Returns whether a commit can make blocks free: blocks that were freed, or runs that are kept for the log only
     * until the commit.
     */
    public synchronized boolean gainsByCommit() {
        return hasWaiting() || logRuns.size() > wantedLogRuns;
    }

    /** Ends a batch: returns the blocks that were freed since the last call. The next batch has freed nothing yet. */
    public synchronized Quarantine freeze() {
        Quarantine quarantine = new Quarantine(freed);
        freed = new ArrayList<>();
        return quarantine;
    }

    /**
     * Makes the blocks free that a durable batch has freed. If the pool keeps runs for the log and has none, it keeps
     * one now.
     */
    public synchronized void release(Quarantine quarantine) {
        for (BlockRun run : quarantine.runs) {
            free.release(run);
            waitingBlocks -= run.length();
        }
        if (wantedLogRuns > 0) {
            fillLogRuns(1);
        }
    }

    /** Returns the number of runs that are kept for the log. */
    public synchronized int logRuns() {
        return logRuns.size();
    }

    /**
     * Keeps free runs for the log from now on, the first ones on the volume, so that data is not scattered between
     * them.
     *
     * @param count the wanted number of runs
     * @return true if so many are kept now
     */
    public synchronized boolean keepLogRuns(int count) {
        wantedLogRuns = count;
        return fillLogRuns(count);
    }

    /**
     * Keeps one more run for the log, until {@link #releaseLogRuns}.
     *
     * @return false when no run is free
     */
    public synchronized boolean addLogRun() {
        return fillLogRuns(logRuns.size() + 1);
    }

    private boolean fillLogRuns(int count) {
        while (logRuns.size() < count) {
            Optional<BlockRun> run = free.allocateFirst(logRunBlocks).or(this::logRunOfSetAside);
            if (run.isEmpty()) {
                return false;
            }
            logRuns.add(run.get());
        }
        return true;
    }

    /** Finds a run for the log that includes blocks set aside. If there is none, they stay set aside. */
    private Optional<BlockRun> logRunOfSetAside() {
        setAside.values().forEach(free::release);
        Optional<BlockRun> run = setAside.isEmpty() ? Optional.empty() : free.allocateFirst(logRunBlocks);
        if (run.isPresent()) {
            setAside.clear();
        } else {
            setAside.values().forEach(free::claim);
        }
        return run;
    }

    /** Frees runs that are kept for the log until at most {@code most} are left. */
    public synchronized void releaseLogRuns(int most) {
        while (logRuns.size() > most) {
            free.release(logRuns.removeLast());
        }
    }

    /**
     * Adds blocks to the volume and keeps a run of them for the log.
     *
     * @return false when the volume cannot grow
     * @throws IOException when the device fails
     */
    public synchronized boolean growLogRun() throws IOException {
        Optional<BlockRun> added = growth.grow(logRunBlocks);
        added.ifPresent(run -> {
            free.release(run);
            blocks = run.end();
        });
        return added.isPresent() && addLogRun();
    }

    /** Allocates a run for the log, one of the kept runs if there are any. */
    public synchronized Optional<BlockRun> takeLogRun() {
        return Optional.ofNullable(logRuns.poll()).or(() -> free.allocateFirst(logRunBlocks));
    }

    /**
     * Allocates a run for the log that a compaction writes.
     *
     * @param untouched the number of kept runs that the present log may still need
     */
    public synchronized Optional<BlockRun> takeSpareLogRun(long untouched) {
        return logRuns.size() > untouched ? Optional.of(logRuns.removeLast()) : free.allocateFirst(logRunBlocks);
    }

    /** Returns the number of blocks that files can get after a commit, as far as it needs no more runs for the log. */
    public synchronized long freeBlocksAfterCommit() {
        return freeBlocks() + Math.max(0, logRuns.size() - wantedLogRuns) * logRunBlocks;
    }

    /** Returns the number of blocks that are free or wait for a commit. */
    public synchronized long freeBlocks() {
        long sum = free.freeBlocks() + waitingBlocks;
        for (BlockRun run : setAside.values()) {
            sum += run.length();
        }
        return sum;
    }

    /** Returns the free blocks and those that are kept for the log, in no particular order. */
    public synchronized List<BlockRun> freeRuns() {
        List<BlockRun> runs = new ArrayList<>(free.runs());
        runs.addAll(logRuns);
        runs.addAll(setAside.values());
        return runs;
    }

    /** Returns the block behind the last one that was ever allocated. */
    public synchronized long endOfUse() {
        return free.endOfUse();
    }
}
