// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The bytes of one regular file while it is open; all of its {@link OpenFile}s share one body. Data goes to the device
 * first, and then the tuples say so, which the next commit brings into the log (docs/format.md, section 8, rules 2 and
 * 3). Thread safe; readers of one file go together, a writer is alone.
 */
final class FileBody {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final long LOG_BYTES = FileExtents.LOG_BYTES;
    private static final long LOG_BYTES_PER_EXTENT = FileExtents.LOG_BYTES_PER_EXTENT;
    /** A file that grows gets about as much again as it has, between these. */
    private static final long LEAST_TO_HOLD_READY = (64 << 10) / BLOCK;

    private static final long MOST_TO_HOLD_READY = (8 << 20) / BLOCK;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final LiveState live;
    private final BlockDevice device;
    private final DataWriter data;
    private final BlockPool pool;
    private final Mutations mutations;
    private final FileExtents layout;
    private final ExtentMap extents;
    private final EndOfFile eof;

    /**
     * What must be known of a file that is closed and opened again before its changes have landed.
     *
     * @param shrunkIn the batch in which it became shorter last
     * @param laidOutIn the batch in which its length or its extents changed last
     */
    record LastChanges(long shrunkIn, long laidOutIn) {}

    /**
     * The body of a file; the caller holds the namespace.
     *
     * @param before changes from an earlier opening of the file that may not have landed yet
     * @throws TfsFormatException when its length or its extents are malformed
     */
    FileBody(LiveState live, RegularFile file, Optional<LastChanges> before) throws TfsFormatException {
        this.live = live;
        this.device = live.device();
        this.data = new DataWriter(device, live.committer());
        this.pool = live.mutations().pool();
        this.mutations = live.mutations();
        long length = file.storedLength();
        // The records of a new file may still be on their way to the log.
        this.layout = new FileExtents(
                live,
                file,
                before.map(LastChanges::laidOutIn)
                        .orElse(
                                Changes.isLogged(file.tuple)
                                        ? live.committer().openBatch() - 1
                                        : live.committer().openBatch()));
        this.extents = layout.extents();
        this.eof = new EndOfFile(
                live, data, layout, length, before.map(LastChanges::shrunkIn).orElse(0L));
    }

    /**
     * Returns what to remember of the file after its last close; empty when all changes have landed. The caller holds
     * the namespace.
     */
    Optional<LastChanges> lastChanges() {
        return live.committer().hasLanded(layout.changedIn())
                ? Optional.empty()
                : Optional.of(new LastChanges(eof.shrunkIn(), layout.changedIn()));
    }

    Tuple inode() {
        return layout.inode();
    }

    long length() {
        lock.readLock().lock();
        try {
            return eof.length();
        } finally {
            lock.readLock().unlock();
        }
    }

    int read(long position, ByteBuffer target) throws IOException {
        lock.readLock().lock();
        try {
            return new RunReader(device::read, layout, eof.length()).read(position, target);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * The first position from {@code position} on where there are data, or where there are none; the end of the file
     * counts as none.
     */
    OptionalLong seek(long position, boolean data) {
        lock.readLock().lock();
        try {
            long at = position;
            while (at < eof.length()) {
                Optional<Extent> here = extents.at(at / BLOCK);
                if (here.filter(extent -> !extent.uninitialised()).isPresent() == data) {
                    return OptionalLong.of(at);
                }
                at = BLOCK * here.map(Extent::fileEnd).orElse(layout.nextStart(at / BLOCK));
            }
            return data || position >= eof.length() ? OptionalLong.empty() : OptionalLong.of(eof.length());
        } finally {
            lock.readLock().unlock();
        }
    }

    int write(long position, ByteBuffer source) throws IOException {
        lock.writeLock().lock();
        try {
            return writeAt(position, source);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Writes at the current end of the file, and returns the position of the first byte. */
    long append(ByteBuffer source) throws IOException {
        lock.writeLock().lock();
        try {
            long end = eof.length();
            writeAt(end, source);
            return end;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int writeAt(long position, ByteBuffer source) throws IOException {
        live.committer().checkUsable();
        if (!source.hasRemaining()) {
            return 0;
        }
        eof.checkReaches(position, source.remaining());
        long end = position + source.remaining();
        if (end > eof.length()) {
            eof.prepareToGrow();
            // If the log has no room for the new length, these bytes stay behind the end of the file.
            eof.expectBytesBehind();
        }
        List<Extent> placed = new ArrayList<>();
        try (BlockAllocation allotment = layout.allotment()) {
            long written = writeData(position, end, source, placed, allotment);
            if (written == position) {
                throw new NoSpaceException(device.toString(), "the volume is full");
            }
            publish(placed, Math.max(eof.length(), written));
            allotment.keep();
            return (int) (written - position);
        }
    }

    /** Brings bytes to the device; returns the position behind the last for which there was room. */
    private long writeData(long position, long end, ByteBuffer source, List<Extent> placed, BlockAllocation allotment)
            throws IOException {
        long at = position;
        while (at < end) {
            long block = at / BLOCK;
            Optional<Extent> here = extents.at(block);
            if (here.isPresent() && !here.get().uninitialised()) {
                long runEnd = Math.min(end, here.get().fileEnd() * BLOCK);
                data.write(here.get().volumeOffset(at), source, (int) (runEnd - at));
                at = runEnd;
                continue;
            }
            long endBlock = Math.min(
                    Math.ceilDiv(end, (long) BLOCK),
                    here.map(Extent::fileEnd).orElseGet(() -> layout.nextStart(block)));
            Optional<Extent> place = here.isPresent()
                    ? Optional.of(initialised(ExtentMap.part(here.get(), block, endBlock)))
                    : placeBehind(block, endBlock - block, allotment);
            if (place.isEmpty()) {
                return at;
            }
            long runEnd = Math.min(end, place.get().fileEnd() * BLOCK);
            data.writePadded(place.get(), at, (int) (runEnd - at), source);
            placed.add(place.get());
            at = runEnd;
        }
        return at;
    }

    private static Extent initialised(Extent extent) {
        return new Extent(extent.fileBlock(), extent.startBlock(), extent.length(), extent.allocated(), false);
    }

    private static Extent uninitialised(Extent extent) {
        return new Extent(extent.fileBlock(), extent.startBlock(), extent.length(), extent.allocated(), true);
    }

    /**
     * Blocks for a part of the file that has none: those that the extent before it owns already, or others, best right
     * behind it.
     */
    private Optional<Extent> placeBehind(long block, long wanted, BlockAllocation allotment) throws IOException {
        Optional<Extent> before = extents.startingUpTo(block).filter(extent -> extent.fileEnd() == block);
        if (before.isPresent()
                && !before.get().uninitialised()
                && before.get().length() < Extent.MAX_BLOCKS
                && before.get().allocated() > before.get().length()) {
            Extent owner = before.get();
            long surplus = owner.allocated() - owner.length();
            long count = Math.min(Math.min(wanted, surplus), Extent.MAX_BLOCKS - owner.length());
            return Optional.of(new Extent(block, owner.startBlock() + owner.length(), count, surplus, false));
        }
        return allotment.take(block, wanted, before, before.isPresent() ? toHoldReady() : 0);
    }

    private long toHoldReady() {
        long blocks = eof.length() / BLOCK;
        return blocks < LEAST_TO_HOLD_READY ? 0 : Math.min(blocks, MOST_TO_HOLD_READY);
    }

    /** Lets the tuples say what is on the device. */
    private boolean publish(List<Extent> placed, long newLength) throws IOException {
        return mutations.change(LOG_BYTES + placed.size() * LOG_BYTES_PER_EXTENT, ReservationPurpose.ADDING, () -> {
            placed.forEach(layout::cover);
            eof.setLength(newLength);
            return live.touchContent(layout.inode());
        });
    }

    void truncate(long newLength) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            eof.checkReaches(0, newLength);
            if (newLength > eof.length()) {
                eof.prepareToGrow();
                publish(List.of(), newLength);
            } else {
                eof.shrink(newLength);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    void allocate(long position, long count, SizeChange sizeChange) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            eof.checkReaches(position, count);
            long end = position + count;
            if (end > eof.length()) {
                eof.prepareToGrow();
            }
            List<Extent> placed = new ArrayList<>();
            placeZeros(
                    position / BLOCK, Math.ceilDiv(end, (long) BLOCK), placed, sizeChange == SizeChange.GROW ? end : 0);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Fills the holes of a range with blocks that read as zeros, all or none; the file reaches at least to an end. */
    private void placeZeros(long from, long to, List<Extent> placed, long end) throws IOException {
        try (BlockAllocation allotment = layout.allotment()) {
            fillHoles(from, to, placed, allotment);
            publish(placed, Math.max(eof.length(), end));
            allotment.keep();
        }
    }

    private void fillHoles(long from, long to, List<Extent> placed, BlockAllocation allotment) throws IOException {
        for (long block = from; block < to; ) {
            Optional<Extent> here = extents.at(block);
            if (here.isPresent()) {
                block = here.get().fileEnd();
                continue;
            }
            long hole = block;
            long wanted = Math.min(to, layout.nextStart(block)) - block;
            if (wanted > pool.freeBlocks()) {
                throw new NoSpaceException(device.toString(), "no room for " + wanted + " blocks");
            }
            Extent found = allotment
                    .take(hole, wanted, extents.startingUpTo(hole), 0)
                    .orElseThrow(() -> new NoSpaceException(device.toString(), "no room for " + wanted + " blocks"));
            placed.add(uninitialised(found));
            block = found.fileEnd();
        }
    }

    void punchHole(long position, long count) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            long end = EndOfFile.clamp(position, count);
            WholeBlocks whole = zeroEdges(position, end);
            long to = whole.to;
            for (long from = layout.startOfLastExtents(whole.from, to);
                    from > whole.from;
                    from = layout.startOfLastExtents(whole.from, to)) {
                makeHole(from, to);
                to = from;
            }
            makeHole(whole.from, to);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void makeHole(long from, long to) throws IOException {
        long touched = extents.overlapping(from, to).size();
        mutations.change(LOG_BYTES + touched * 2 * LOG_BYTES_PER_EXTENT, ReservationPurpose.REMOVING, () -> {
            layout.uncover(from, to);
            return live.touchContent(layout.inode());
        });
    }

    void zeroRange(long position, long count, SizeChange sizeChange) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            eof.checkReaches(position, count);
            long end = position + count;
            if (end > eof.length()) {
                eof.prepareToGrow();
            }
            WholeBlocks whole = zeroEdges(position, end);
            List<Extent> placed = new ArrayList<>();
            for (Extent extent : extents.overlapping(whole.from, whole.to)) {
                long to = Math.min(whole.to, extent.fileEnd());
                placed.add(uninitialised(ExtentMap.part(extent, Math.max(whole.from, extent.fileBlock()), to)));
            }
            placeZeros(whole.from, whole.to, placed, sizeChange == SizeChange.GROW ? end : 0);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The blocks that lie wholly in a range; at the end of the file, what is behind it does not matter. */
    private record WholeBlocks(long from, long to) {}

    /** Writes zeros to the blocks at both ends of a range that do not wholly lie in it. */
    private WholeBlocks zeroEdges(long position, long end) throws IOException {
        long from = Math.ceilDiv(position, (long) BLOCK);
        long to = end >= eof.length() ? Math.ceilDiv(end, (long) BLOCK) : end / BLOCK;
        if (from > to) {
            zero(position, end);
            return new WholeBlocks(from, from);
        }
        zero(position, Math.min(end, from * BLOCK));
        zero(to * BLOCK, end);
        return new WholeBlocks(from, to);
    }

    /** Writes zeros inside one block, if it holds anything. */
    private void zero(long position, long end) throws IOException {
        if (position >= end) {
            return;
        }
        Optional<Extent> here = extents.at(position / BLOCK).filter(extent -> !extent.uninitialised());
        if (here.isPresent()) {
            data.writeZeros(here.get().volumeOffset(position), (int) (end - position));
        }
    }

    void sync(SyncScope scope) throws IOException {
        if (scope == SyncScope.DATA && live.committer().hasLanded(lastLayout())) {
            live.committer().forceData();
        } else {
            live.committer().commit();
        }
    }

    private long lastLayout() {
        lock.readLock().lock();
        try {
            return layout.changedIn();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Gives back the blocks that are kept for the file to grow, after its last close. */
    void stopGrowing() {
        layout.stopGrowing();
    }

    /** Frees all blocks of a file that is gone; the caller holds the namespace for writing. */
    void freeAll() {
        layout.freeAll();
    }
}
