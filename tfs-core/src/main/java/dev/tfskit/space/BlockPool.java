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
 * Gives the blocks of a volume that is being changed to those who need them, and takes them back (docs/format.md,
 * section 8, rules 4 and 5). Some are kept for the log. Those that were freed wait until the commit that frees them has
 * landed. Some are held ready behind files that grow, until somebody else has nothing else left. Thread safe.
 */
public final class BlockPool {

    private final FreeSpace free;
    private final Growth growth;
    private final long logRunBlocks;
    private final Deque<BlockRun> logRuns = new ArrayDeque<>();
    private final Map<Object, BlockRun> ready = new IdentityHashMap<>();
    private List<BlockRun> freed = new ArrayList<>();
    private long waitingBlocks;
    /** Whether runs are kept for the log, so that it gets one before data do. */
    private boolean keepsLogRuns;

    private volatile long blocks;

    /**
     * A pool.
     *
     * @param blocks how many the volume has
     * @param free what nobody owns; from now on it is changed only here
     * @param growth asked when the log has no room left
     * @param logRunBlocks how many blocks the log takes at a time
     */
    public BlockPool(long blocks, FreeSpace free, Growth growth, long logRunBlocks) {
        this.blocks = blocks;
        this.free = free;
        this.growth = growth;
        this.logRunBlocks = logRunBlocks;
    }

    /** How many blocks the volume has. */
    public long blocks() {
        return blocks;
    }

    /** What a batch freed: it can be used again when the commit of that batch has landed. */
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
     * Takes contiguous blocks anywhere.
     *
     * @param blocks how many, at least 1
     * @return empty when there is no such run
     */
    public synchronized Optional<BlockRun> allocate(long blocks) {
        return free.allocate(blocks).or(() -> takeReady() ? free.allocate(blocks) : Optional.empty());
    }

    /**
     * Takes blocks for a file, best right behind those it has.
     *
     * @param file who they are for; the same object every time
     * @param behind the block behind the last one of the file
     * @param wanted how many are needed now, at least 1
     * @param more how many it will need soon, to be held ready behind those
     * @return at most as many as wanted; empty when no block is free
     */
    public synchronized Optional<BlockRun> allocate(Object file, long behind, long wanted, long more) {
        BlockRun held = ready.remove(file);
        if (held != null && held.start() == behind) {
            return Optional.of(split(file, held, wanted));
        }
        if (held != null) {
            free.release(held);
        }
        return find(behind, Math.addExact(wanted, more))
                .or(() -> takeReady() ? find(behind, wanted) : Optional.empty())
                .map(run -> split(file, run, wanted));
    }

    private Optional<BlockRun> find(long behind, long blocks) {
        return free.allocateAt(behind, blocks).or(() -> free.allocateUpTo(blocks));
    }

    private BlockRun split(Object file, BlockRun run, long wanted) {
        if (run.length() <= wanted) {
            return run;
        }
        ready.put(file, new BlockRun(run.start() + wanted, run.length() - wanted));
        return new BlockRun(run.start(), wanted);
    }

    /** Frees all that is held ready; false if that was nothing. */
    private boolean takeReady() {
        boolean some = !ready.isEmpty();
        ready.values().forEach(free::release);
        ready.clear();
        return some;
    }

    /** Frees what is held ready for a file. */
    public synchronized void stopGrowing(Object file) {
        BlockRun held = ready.remove(file);
        if (held != null) {
            free.release(held);
        }
    }

    /** Frees blocks that no commit has made part of anything. */
    public synchronized void giveBack(BlockRun run) {
        free.release(run);
    }

    /** Frees blocks once the changes that are being collected now have landed. */
    public synchronized void free(BlockRun run) {
        freed.add(run);
        waitingBlocks += run.length();
    }

    /** Whether a commit would make blocks free. */
    public synchronized boolean hasWaiting() {
        return waitingBlocks > 0;
    }

    /** What has been freed since the last call. */
    public synchronized Quarantine freeze() {
        Quarantine quarantine = new Quarantine(freed);
        freed = new ArrayList<>();
        return quarantine;
    }

    /**
     * Makes blocks free, because the commit that freed them has landed; a log that has no run left to grow into is
     * served first.
     */
    public synchronized void release(Quarantine quarantine) {
        for (BlockRun run : quarantine.runs) {
            free.release(run);
            waitingBlocks -= run.length();
        }
        if (keepsLogRuns) {
            keepLogRuns(1);
        }
    }

    /** How many runs are kept for the log. */
    public synchronized int logRuns() {
        return logRuns.size();
    }

    /**
     * Keeps runs for the log, in front of the volume and away from the data.
     *
     * @param count how many there should be
     * @return whether there are so many now
     */
    public synchronized boolean keepLogRuns(int count) {
        keepsLogRuns = true;
        while (logRuns.size() < count) {
            Optional<BlockRun> run = free.allocateFirst(logRunBlocks).or(this::logRunOfReady);
            if (run.isEmpty()) {
                return false;
            }
            logRuns.add(run.get());
        }
        return true;
    }

    /** A run for the log that takes blocks held ready. They stay ready when they do not make one. */
    private Optional<BlockRun> logRunOfReady() {
        ready.values().forEach(free::release);
        Optional<BlockRun> run = ready.isEmpty() ? Optional.empty() : free.allocateFirst(logRunBlocks);
        if (run.isPresent()) {
            ready.clear();
        } else {
            ready.values().forEach(free::claim);
        }
        return run;
    }

    /** Frees the runs that are kept for the log beyond so many. */
    public synchronized void giveBackLogRuns(int most) {
        while (logRuns.size() > most) {
            free.release(logRuns.removeLast());
        }
    }

    /**
     * Keeps a run for the log in blocks that are added to the volume.
     *
     * @return whether that was possible
     * @throws IOException when the host refuses
     */
    public synchronized boolean growLogRun() throws IOException {
        Optional<BlockRun> added = growth.grow(logRunBlocks);
        added.ifPresent(run -> {
            free.release(run);
            blocks = run.end();
        });
        return added.isPresent() && keepLogRuns(logRuns.size() + 1);
    }

    /** Takes a run for the log, of those that are kept as long as there are any. */
    public synchronized Optional<BlockRun> takeLogRun() {
        return Optional.ofNullable(logRuns.poll()).or(() -> free.allocateFirst(logRunBlocks));
    }

    /**
     * Takes a run for a log that is to replace the present one.
     *
     * @param untouched how many of those that are kept the present one may still need
     */
    public synchronized Optional<BlockRun> takeSpareLogRun(long untouched) {
        return logRuns.size() > untouched ? Optional.of(logRuns.removeLast()) : free.allocateFirst(logRunBlocks);
    }

    /** How many blocks are free for files, at once or after a commit. */
    public synchronized long freeBlocks() {
        long sum = free.freeBlocks() + waitingBlocks;
        for (BlockRun run : ready.values()) {
            sum += run.length();
        }
        return sum;
    }

    /** The block behind the last one that was ever taken. */
    public synchronized long endOfUse() {
        return free.endOfUse();
    }
}
