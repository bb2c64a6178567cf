// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockRun;
import dev.tfskit.value.Flag;
import dev.tfskit.value.Int;
import dev.tfskit.value.Symbol;
import dev.tfskit.value.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An index of the extents of one file, which changes together with the tuple that stores them (docs/format.md, section
 * 3.3). Numbers of blocks of the file count from its start. Many threads may read at the same time. A change needs
 * exclusive access and belongs to one of {@link Operations}.
 */
final class ExtentMap {

    private static final Extent LONGEST = new Extent(FileExtents.MAX_BLOCKS, 0, 0, 0, true);
    /** What a new extent costs at most. */
    private static final LogCost ADDED = LogCost.ofValue(LONGEST.key(), LONGEST.toTuple());
    /** What the removal of an extent costs at most. */
    private static final LogCost REMOVED = LogCost.ofRemoval(LONGEST.key());
    /**
     * What an extent costs at most that begins at the same block of the file, but is shorter or longer. Its offset
     * stays, but is set anew where another program has stored it as text.
     */
    private static final LogCost RESIZED = LogCost.ofNumber(Attributes.EXTENT_LENGTH)
            .and(LogCost.ofNumber(Attributes.EXTENT_ALLOCATED))
            .and(LogCost.ofNumber(Attributes.EXTENT_OFFSET));

    private final NavigableMap<Long, Extent> byFileBlock = new TreeMap<>();
    private final Tuple inode;
    private final Tuple tuple;
    private final Mutations mutations;
    private long allocatedBlocks;

    /**
     * Creates the index.
     *
     * @param inode the file
     * @param tuple stores its extents
     */
    ExtentMap(Collection<Extent> extents, Tuple inode, Tuple tuple, Mutations mutations) {
        extents.forEach(this::index);
        this.inode = inode;
        this.tuple = tuple;
        this.mutations = mutations;
    }

    private void index(Extent extent) {
        Extent replaced = byFileBlock.put(extent.fileBlock(), extent);
        allocatedBlocks += extent.allocated() - (replaced == null ? 0 : replaced.allocated());
    }

    /** Returns the number of blocks of all extents. */
    long allocatedBlocks() {
        return allocatedBlocks;
    }

    /** Returns the extent that covers a block of the file. */
    Optional<Extent> at(long fileBlock) {
        return startingUpTo(fileBlock).filter(extent -> extent.fileEnd() > fileBlock);
    }

    /** Returns the last extent that starts at a block of the file or before it. */
    Optional<Extent> startingUpTo(long fileBlock) {
        return Optional.ofNullable(byFileBlock.floorEntry(fileBlock)).map(Map.Entry::getValue);
    }

    /** Returns the first extent that starts behind a block of the file. */
    Optional<Extent> startingBehind(long fileBlock) {
        return Optional.ofNullable(byFileBlock.higherEntry(fileBlock)).map(Map.Entry::getValue);
    }

    /** Returns all extents in the order of the file. */
    Collection<Extent> all() {
        return Collections.unmodifiableCollection(byFileBlock.values());
    }

    /**
     * Returns a snapshot of the extents that overlap a range, in the order of the file. An empty range overlaps none.
     */
    List<Extent> overlapping(long from, long to) {
        List<Extent> found = new ArrayList<>();
        if (from >= to) {
            return found;
        }
        at(from).ifPresent(found::add);
        if (from < to - 1) {
            found.addAll(byFileBlock.subMap(from, false, to, false).values());
        }
        return found;
    }

    /**
     * Finds the start of the last extents of a range. Takes time in proportion to their number, not to that of all
     * extents of the range.
     *
     * @param count the number of extents, at least 1
     * @param from the first block of the range
     * @param to the block behind its last
     * @return the first block of the last {@code count} extents, or {@code from} when no more of them are in the range
     */
    long startOfLast(int count, long from, long to) {
        long start = from;
        int seen = 0;
        for (Extent extent :
                byFileBlock.subMap(from, false, to, false).descendingMap().values()) {
            if (seen == count) {
                return start;
            }
            start = extent.fileBlock();
            seen++;
        }
        return seen == count && at(from).isPresent() ? start : from;
    }

    /**
     * Returns what it costs at most to {@link #put} some extents, one after the other. What an extent replaces it
     * replaces whole, except at the two ends of the range that all of them are in: there a shorter extent may stay, and
     * a new one begin. An extent that only makes the one before it longer costs less than a new one.
     */
    LogCost costOfPutting(List<Extent> added) {
        LogCost cost = RESIZED.and(ADDED);
        for (Extent extent : added) {
            // The extent behind is removed when the two are joined.
            cost = cost.and(ADDED).and(REMOVED.times(1 + mostTouched(extent.fileBlock(), extent.fileEnd())));
        }
        return cost;
    }

    /** Returns what it costs at most to {@link #cut} the extents of a range. */
    LogCost costOfCutting(long from, long to) {
        return costOfCutting(mostTouched(from, to));
    }

    /** Returns what it costs at most to {@link #cut} some extents, of which one may be divided. */
    static LogCost costOfCutting(long count) {
        return RESIZED.and(ADDED).and(REMOVED.times(count));
    }

    /** Returns the number of extents in a range, and one more: an empty one at its start. */
    private long mostTouched(long from, long to) {
        return overlapping(from, to).size() + 1L;
    }

    /**
     * Adds an extent, which replaces the extents in its part of the file, and joins it with its neighbours where they
     * are contiguous on the volume.
     *
     * @return the blocks that the file does not own any more
     */
    List<BlockRun> put(Extent extent) {
        List<BlockRun> freed = cut(extent.fileBlock(), extent.fileEnd());
        freed.removeIf(
                run -> run.start() >= extent.startBlock() && run.end() <= extent.startBlock() + extent.allocated());
        Extent joined = extent;
        Optional<Extent> before = startingUpTo(extent.fileBlock()).filter(each -> continues(each, extent));
        if (before.isPresent()) {
            joined = join(before.get(), joined);
        }
        Optional<Extent> after = startingBehind(extent.fileBlock());
        if (after.isPresent() && continues(joined, after.get())) {
            remove(after.get());
            joined = join(joined, after.get());
        }
        set(joined);
        return freed;
    }

    private static boolean continues(Extent first, Extent second) {
        return first.fileEnd() == second.fileBlock()
                && first.startBlock() + first.length() == second.startBlock()
                && first.startBlock() + first.allocated() <= second.startBlock() + second.allocated()
                && first.uninitialised() == second.uninitialised()
                && first.length() + second.length() <= Extent.MAX_BLOCKS;
    }

    private static Extent join(Extent first, Extent second) {
        return new Extent(
                first.fileBlock(),
                first.startBlock(),
                first.length() + second.length(),
                first.length() + second.allocated(),
                first.uninitialised());
    }

    /**
     * Removes the extents of a range.
     *
     * @param from the first block of the range
     * @param to the block behind its last
     * @return the blocks that the file does not own any more
     */
    List<BlockRun> cut(long from, long to) {
        List<BlockRun> freed = new ArrayList<>();
        List<Extent> touched = new ArrayList<>(overlapping(from, to));
        Optional.ofNullable(byFileBlock.get(from))
                .filter(extent -> extent.length() == 0)
                .ifPresent(touched::add);
        for (Extent extent : touched) {
            long start = Math.max(from, extent.fileBlock());
            boolean toItsEnd = to >= extent.fileEnd();
            Extent removed = part(extent, start, Math.min(to, extent.fileEnd()));
            if (removed.allocated() > 0) {
                freed.add(new BlockRun(removed.startBlock(), removed.allocated()));
            }
            if (extent.fileBlock() < from) {
                set(part(extent, extent.fileBlock(), from));
            } else {
                remove(extent);
            }
            if (!toItsEnd) {
                set(part(extent, to, extent.fileEnd()));
            }
        }
        return freed;
    }

    /** Returns a part of an extent. The last part owns the blocks that the extent owns beyond its length. */
    static Extent part(Extent extent, long from, long to) {
        long skipped = from - extent.fileBlock();
        long length = to - from;
        return new Extent(
                from,
                extent.startBlock() + skipped,
                length,
                to == extent.fileEnd() ? extent.allocated() - skipped : length,
                extent.uninitialised());
    }

    /** Returns an extent of the same blocks that reads as the bytes that they hold. */
    static Extent initialised(Extent extent) {
        return new Extent(extent.fileBlock(), extent.startBlock(), extent.length(), extent.allocated(), false);
    }

    /** Returns an extent of the same blocks that reads as zeros. */
    static Extent uninitialised(Extent extent) {
        return new Extent(extent.fileBlock(), extent.startBlock(), extent.length(), extent.allocated(), true);
    }

    private void remove(Extent extent) {
        byFileBlock.remove(extent.fileBlock());
        allocatedBlocks -= extent.allocated();
        mutations.removeExtent(inode, tuple, extent.key());
    }

    private void set(Extent extent) {
        index(extent);
        Optional<Tuple> known = tuple.tuple(extent.key());
        if (known.isEmpty()) {
            mutations.set(tuple, extent.key(), extent.toTuple());
            return;
        }
        setNumber(known.get(), Attributes.EXTENT_ALLOCATED, extent.allocated());
        setNumber(known.get(), Attributes.EXTENT_LENGTH, extent.length());
        setNumber(known.get(), Attributes.EXTENT_OFFSET, extent.startBlock());
        boolean wasUninitialised = known.get().has(Attributes.EXTENT_UNINITIALISED);
        if (extent.uninitialised() && !wasUninitialised) {
            mutations.set(known.get(), Attributes.EXTENT_UNINITIALISED, Flag.PRESENT);
        } else if (!extent.uninitialised() && wasUninitialised) {
            mutations.remove(known.get(), Attributes.EXTENT_UNINITIALISED);
        }
    }

    private void setNumber(Tuple extent, Symbol name, long value) {
        Int number = Int.of(value);
        if (!extent.get(name).equals(Optional.of(number))) {
            mutations.set(extent, name, number);
        }
    }
}
