// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.space;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The blocks of a volume that nobody owns. TFS keeps no such map on disk: what the log and the extents leave over is
 * free (docs/format.md, section 2.2). Blocks are given out front to back from where the last ones were, so what is
 * written together lies together. Not thread safe.
 */
public final class FreeSpace {

    /** How many runs a search looks at for one that is long enough, before it takes the longest of them. */
    private static final int MOST_PROBES = 256;

    private final NavigableMap<Long, Long> lengthByStart = new TreeMap<>();
    /** The same runs, the shortest first. */
    private final NavigableSet<BlockRun> byLength =
            new TreeSet<>(Comparator.comparingLong(BlockRun::length).thenComparingLong(BlockRun::start));

    private long freeBlocks;
    private long next;
    private long endOfUse;

    /**
     * Space with all blocks free.
     *
     * @param blocks how many there are; for a volume that still grows, as many as it may ever have
     */
    public FreeSpace(long blocks) {
        if (blocks > 0) {
            add(0, blocks);
        }
        freeBlocks = blocks;
    }

    /**
     * Takes certain blocks.
     *
     * @return false, and nothing is taken, when any of them is not free
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
     * Takes contiguous blocks anywhere.
     *
     * @param blocks how many, at least 1
     * @return empty when there is no such run
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
     * Takes contiguous blocks anywhere: as many as are wanted, or the longest run that a short search finds.
     *
     * @param wanted how many, at least 1
     * @return empty when no block is free
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
     * Takes blocks at a certain place.
     *
     * @param start the first of them
     * @param wanted how many at most, at least 1
     * @return empty when the first one is not free
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
     * Takes contiguous blocks as far in front as they fit, away from where the search for others goes on.
     *
     * @param blocks how many, at least 1
     * @return empty when there is no such run
     */
    public Optional<BlockRun> allocateFirst(long blocks) {
        return firstFit(0, blocks).map(free -> {
            BlockRun taken = new BlockRun(free.start(), blocks);
            cut(free, taken);
            return taken;
        });
    }

    /**
     * Makes blocks free: those that somebody gives back, or new ones behind the end.
     *
     * @throws IllegalStateException when one of them is free already, because then two would own it
     */
    public void release(BlockRun run) {
        Map.Entry<Long, Long> before = lengthByStart.floorEntry(run.start());
        Map.Entry<Long, Long> after = lengthByStart.ceilingEntry(run.start());
        if (before != null && before.getKey() + before.getValue() > run.start()
                || after != null && after.getKey() < run.end()) {
            throw new IllegalStateException("blocks " + run.start() + " to " + run.end() + " are free already");
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
     * The first of the runs that are long enough. They are looked through by place and by length in turns, until one
     * way is at its end: it takes few steps when none is long enough, when few are, and when many are.
     *
     * @param from where the run begins at the earliest
     */
    private Optional<BlockRun> firstFit(long from, long blocks) {
        Iterator<Map.Entry<Long, Long>> places =
                lengthByStart.tailMap(from, true).entrySet().iterator();
        Iterator<BlockRun> fitting =
                byLength.tailSet(new BlockRun(0, blocks), true).iterator();
        Optional<BlockRun> first = Optional.empty();
        while (places.hasNext() && fitting.hasNext()) {
            Map.Entry<Long, Long> place = places.next();
            if (place.getValue() >= blocks) {
                return Optional.of(new BlockRun(place.getKey(), place.getValue()));
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

    /** Where the search for free blocks goes on: at this block if it is free, otherwise behind it. */
    public void continueAt(long block) {
        next = block;
    }

    /** How many blocks are free. */
    public long freeBlocks() {
        return freeBlocks;
    }

    /** How many runs of free blocks there are; the more, the more fragmented is the space. */
    public int freeRuns() {
        return lengthByStart.size();
    }

    /** The length of the longest run of free blocks; 0 if none is free. */
    public long longestFreeRun() {
        return byLength.isEmpty() ? 0 : byLength.last().length();
    }

    /** The block behind the last one that was ever taken. */
    public long endOfUse() {
        return endOfUse;
    }
}
