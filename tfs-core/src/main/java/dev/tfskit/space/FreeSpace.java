package dev.tfskit.space;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The blocks of a volume that nobody owns. TFS keeps no such map on disk: what the log and the extents leave
 * over is free (docs/format.md, section 2.2). Blocks are given out front to back from where the last ones were,
 * so what is written together lies together. Not thread safe.
 */
public final class FreeSpace {

    private final NavigableMap<Long, Long> lengthByStart = new TreeMap<>();
    private long next;
    private long endOfUse;

    /**
     * Space with all blocks free.
     *
     * @param blocks how many there are; for a volume that still grows, as many as it may ever have
     */
    public FreeSpace(final long blocks) {
        lengthByStart.put(0L, blocks);
    }

    /**
     * Takes certain blocks.
     *
     * @return false, and nothing is taken, when any of them is not free
     */
    public boolean claim(final BlockRun run) {
        final Map.Entry<Long, Long> free = lengthByStart.floorEntry(run.start());
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
    public Optional<BlockRun> allocate(final long blocks) {
        final Map.Entry<Long, Long> here = lengthByStart.floorEntry(next);
        if (here != null && here.getKey() + here.getValue() - next >= blocks) {
            return Optional.of(take(new BlockRun(here.getKey(), here.getValue()), new BlockRun(next, blocks)));
        }
        return firstFit(lengthByStart.tailMap(next, false), blocks)
                .or(() -> firstFit(lengthByStart, blocks));
    }

    private Optional<BlockRun> firstFit(final Map<Long, Long> runs, final long blocks) {
        for (final Map.Entry<Long, Long> run : runs.entrySet()) {
            if (run.getValue() >= blocks) {
                final BlockRun free = new BlockRun(run.getKey(), run.getValue());
                return Optional.of(take(free, new BlockRun(free.start(), blocks)));
            }
        }
        return Optional.empty();
    }

    private BlockRun take(final BlockRun free, final BlockRun run) {
        cut(free, run);
        next = run.end();
        return run;
    }

    private void cut(final BlockRun free, final BlockRun run) {
        lengthByStart.remove(free.start());
        if (run.start() > free.start()) {
            lengthByStart.put(free.start(), run.start() - free.start());
        }
        if (run.end() < free.end()) {
            lengthByStart.put(run.end(), free.end() - run.end());
        }
        endOfUse = Math.max(endOfUse, run.end());
    }

    /** Where the search for free blocks goes on: at this block if it is free, otherwise behind it. */
    public void continueAt(final long block) {
        next = block;
    }

    /** How many blocks are free. */
    public long freeBlocks() {
        long sum = 0;
        for (final long length : lengthByStart.values()) {
            sum += length;
        }
        return sum;
    }

    /** How many runs of free blocks there are; the more, the more fragmented is the space. */
    public int freeRuns() {
        return lengthByStart.size();
    }

    /** The length of the longest run of free blocks; 0 if none is free. */
    public long longestFreeRun() {
        long longest = 0;
        for (final long length : lengthByStart.values()) {
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /** The block behind the last one that was ever taken. */
    public long endOfUse() {
        return endOfUse;
    }
}
