// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The free blocks of a volume. TFS stores no map of them: each block that neither the log nor an extent owns is free
 * (docs/format.md, section 2.2). {@link #allocate} and {@link #allocateUpTo} search from the end of the blocks that
 * were allocated last, so blocks that are allocated one after the other are contiguous where possible. Not thread-safe.
 */
public final class FreeSpace {

    /** The number of runs after which a search for a long run ends with the longest run so far. */
    private static final int MOST_PROBES = 256;

    private final NavigableMap<Long, Long> lengthByStart = new TreeMap<>();
    /** The same runs, the shortest first. */
    private final NavigableSet<BlockRun> byLength = new TreeSet<>(FreeSpace::compareLengths);

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
            add(0, blocks);
        }
        freeBlocks = blocks;
    }

    /** Orders runs by length, and runs of the same length by position. */
    private static int compareLengths(BlockRun first, BlockRun second) {
        int order = Long.compare(first.length(), second.length());
        return order != 0 ? order : Long.compare(first.start(), second.start());
    }

    /**
     * Allocates certain blocks, all or none.
     *
     * @param run the blocks
     * @return false if one of them is not free
     */
    public boolean claim(BlockRun run) {
        Map.Entry<Long, Long> free = lengthByStart.floorEntry(run.start());
        if (free == null || free.getKey() + free.getValue() < run.end()) {
            return false;
        }
        cut(new BlockRun(free.getKey(), free.getValue()), run);
        return true;
    }

    /**
     * Allocates a run of contiguous blocks anywhere.
     *
     * @param blocks the length of the run, at least 1
     * @return the run; empty when no free run is so long
     */
    public Optional<BlockRun> allocate(long blocks) {
        Map.Entry<Long, Long> here = lengthByStart.floorEntry(next);
        if (here != null && here.getKey() + here.getValue() - next >= blocks) {
            return Optional.of(take(new BlockRun(here.getKey(), here.getValue()), new BlockRun(next, blocks)));
        }
        return firstFit(next + 1, blocks)
                .or(() -> firstFit(0, blocks))
                .map(free -> take(free, new BlockRun(free.start(), blocks)));
    }

    /**
     * Allocates a run of contiguous blocks anywhere, shorter than wanted if a short search finds none that is long
     * enough.
     *
     * @param wanted the wanted length, at least 1
     * @return the run; empty when no block is free
     */
    public Optional<BlockRun> allocateUpTo(long wanted) {
        Map.Entry<Long, Long> here = lengthByStart.floorEntry(next);
        if (here != null && here.getKey() + here.getValue() - next >= wanted) {
            return Optional.of(take(new BlockRun(here.getKey(), here.getValue()), new BlockRun(next, wanted)));
        }
        Optional<BlockRun> behind = longestOf(lengthByStart.tailMap(next, false), wanted);
        Optional<BlockRun> best = behind.filter(run -> run.length() >= wanted)
                .or(() -> longestOf(lengthByStart, wanted)
                        .filter(run ->
                                behind.isEmpty() || run.length() > behind.get().length()))
                .or(() -> behind);
        return best.map(free -> take(free, new BlockRun(free.start(), Math.min(free.length(), wanted))));
    }

    /**
     * Allocates a run that begins at a certain block.
     *
     * @param start the first block
     * @param wanted the most blocks, at least 1
     * @return the run, which ends where the free blocks end; empty when the first block is not free
     */
    public Optional<BlockRun> allocateAt(long start, long wanted) {
        Map.Entry<Long, Long> free = lengthByStart.floorEntry(start);
        if (free == null || free.getKey() + free.getValue() <= start) {
            return Optional.empty();
        }
        BlockRun run = new BlockRun(free.getKey(), free.getValue());
        return Optional.of(take(run, new BlockRun(start, Math.min(wanted, run.end() - start))));
    }

    /**
     * Allocates contiguous blocks at the start of the first free run of the volume that is long enough. The next search
     * of {@link #allocate} or {@link #allocateUpTo} begins where it would have begun without this call.
     *
     * @param blocks the length of the run, at least 1
     * @return the run; empty when no free run is so long
     */
    public Optional<BlockRun> allocateFirst(long blocks) {
        return firstFit(0, blocks).map(free -> {
            BlockRun taken = new BlockRun(free.start(), blocks);
            cut(free, taken);
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
        Map.Entry<Long, Long> before = lengthByStart.floorEntry(run.start());
        Map.Entry<Long, Long> after = lengthByStart.ceilingEntry(run.start());
        if (before != null && before.getKey() + before.getValue() > run.start()
                || after != null && after.getKey() < run.end()) {
            throw new IllegalStateException("blocks " + run.start() + " to " + (run.end() - 1) + " are free already");
        }
        long start = run.start();
        long end = run.end();
        if (after != null && after.getKey() == end) {
            end += after.getValue();
            remove(after.getKey(), after.getValue());
        }
        if (before != null && before.getKey() + before.getValue() == start) {
            start = before.getKey();
            remove(before.getKey(), before.getValue());
        }
        add(start, end - start);
        freeBlocks += run.length();
        if (next == run.end()) {
            next = start;
        }
    }

    private static Optional<BlockRun> longestOf(Map<Long, Long> runs, long enough) {
        Optional<BlockRun> longest = Optional.empty();
        int probes = 0;
        for (Map.Entry<Long, Long> run : runs.entrySet()) {
            if (longest.isEmpty() || run.getValue() > longest.get().length()) {
                longest = Optional.of(new BlockRun(run.getKey(), run.getValue()));
            }
            if (longest.get().length() >= enough || ++probes == MOST_PROBES) {
                break;
            }
        }
        return longest;
    }

    /**
     * Finds the first free run that is long enough. Two searches take turns, one over all runs in their order on the
     * volume and one over the runs that are long enough, until one of them is done. So the number of steps is small
     * whether no run is long enough, or few runs are, or many.
     *
     * @param from the first block at which the run may begin
     */
    private Optional<BlockRun> firstFit(long from, long blocks) {
        Iterator<Map.Entry<Long, Long>> inOrder =
                lengthByStart.tailMap(from, true).entrySet().iterator();
        Iterator<BlockRun> fitting =
                byLength.tailSet(new BlockRun(0, blocks), true).iterator();
        Optional<BlockRun> first = Optional.empty();
        while (inOrder.hasNext() && fitting.hasNext()) {
            Map.Entry<Long, Long> next = inOrder.next();
            if (next.getValue() >= blocks) {
                return Optional.of(new BlockRun(next.getKey(), next.getValue()));
            }
            BlockRun fit = fitting.next();
            if (fit.start() >= from
                    && (first.isEmpty() || fit.start() < first.get().start())) {
                first = Optional.of(fit);
            }
        }
        return first;
    }

    private void add(long start, long length) {
        lengthByStart.put(start, length);
        byLength.add(new BlockRun(start, length));
    }

    private void remove(long start, long length) {
        lengthByStart.remove(start);
        byLength.remove(new BlockRun(start, length));
    }

    private BlockRun take(BlockRun free, BlockRun run) {
        cut(free, run);
        next = run.end();
        return run;
    }

    private void cut(BlockRun free, BlockRun run) {
        remove(free.start(), free.length());
        if (run.start() > free.start()) {
            add(free.start(), run.start() - free.start());
        }
        if (run.end() < free.end()) {
            add(run.end(), free.end() - run.end());
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
        return lengthByStart.entrySet().stream()
                .map(run -> new BlockRun(run.getKey(), run.getValue()))
                .toList();
    }

    /** Returns the number of free blocks. */
    public long freeBlocks() {
        return freeBlocks;
    }

    /** Returns the number of free runs, a measure of fragmentation. */
    public int freeRuns() {
        return lengthByStart.size();
    }

    /** Returns the length of the longest free run in blocks; 0 if no block is free. */
    public long longestFreeRun() {
        return byLength.isEmpty() ? 0 : byLength.last().length();
    }

    /**
     * Returns the number of the block after the highest one that was allocated in this object, whether it was freed
     * since or not; 0 if there was none.
     */
    public long endOfUse() {
        return endOfUse;
    }
}
