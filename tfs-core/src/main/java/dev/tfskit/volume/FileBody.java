// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.io.IoRunnable;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The content of one regular file while it is open; all {@link OpenFile}s of the file share it. A write goes to the
 * device before the tuples change, and so before the commit that stores them (docs/format.md, section 8, rules 2 and
 * 3). Thread-safe: many threads read a file at the same time, one writes it.
 */
final class FileBody {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final long LOG_BYTES = FileExtents.LOG_BYTES;
    private static final long LOG_BYTES_PER_EXTENT = FileExtents.LOG_BYTES_PER_EXTENT;
    /** The blocks to set aside for a growing file: as many as the file has, within these bounds. */
    private static final long LEAST_TO_SET_ASIDE = (64 << 10) / BLOCK;

    private static final long MOST_TO_SET_ASIDE = (8 << 20) / BLOCK;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final LiveState live;
    private final BlockDevice device;
    private final DataWriter data;
    private final Mutations mutations;
    private final FileExtents layout;
    private final ExtentMap extents;
    private final EndOfFile eof;
    private final FileRanges ranges;

    /** The batch in which a file without a name got its first one; 0 for other files. */
    private volatile long namedIn;

    /**
     * What a file that is opened again must know of changes before its last close that are not durable yet.
     *
     * @param shrunkIn the batch in which it became shorter last
     * @param laidOutIn the batch in which its length or its extents changed last
     */
    record LastChanges(long shrunkIn, long laidOutIn) {}

    /**
     * Opens the content of a file. The caller holds the lock of the namespace.
     *
     * @param before changes from an earlier opening of the file that may not be durable yet; null for none
     * @throws TfsFormatException when its length or its extents are malformed
     */
    FileBody(LiveState live, RegularFile file, @Nullable LastChanges before) throws TfsFormatException {
        this.live = live;
        this.device = live.device();
        this.data = new DataWriter(device, live.committer());
        this.mutations = live.mutations();
        long length = file.storedLength();
        this.layout = new FileExtents(live, file, before == null ? lastBatchOf(file) : before.laidOutIn);
        this.extents = layout.extents();
        this.eof = new EndOfFile(live, data, layout, length, before == null ? 0 : before.shrunkIn);
        this.ranges = new FileRanges(live, data, layout, eof);
    }

    /** Returns the last batch that may change the file: the records of a new one may be on their way to the log. */
    private long lastBatchOf(RegularFile file) {
        long open = live.committer().openBatch();
        return Changes.isLogged(file.tuple) ? open - 1 : open;
    }

    /**
     * Returns what to remember of the file after its last close; empty when all changes are durable. The caller holds
     * the lock of the namespace.
     */
    Optional<LastChanges> lastChanges() {
        LastChanges changes = new LastChanges(eof.shrunkIn(), Math.max(layout.changedIn(), namedIn));
        return Optional.of(changes).filter(each -> !isDurable(each));
    }

    /** Returns whether changes of any file of this volume are durable. The caller holds the lock of the namespace. */
    boolean isDurable(LastChanges changes) {
        return live.committer().isDurable(changes.laidOutIn());
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
     * Returns the first position, from {@code position} on, of a byte that is or is not in a hole. The end of the file
     * counts as a hole.
     *
     * @param data true to find data, false to find a hole
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
            return writeAt(position, source, live::touchContent);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Writes, and leaves the times as they are. */
    int writeKeepingTimes(long position, ByteBuffer source) throws IOException {
        lock.writeLock().lock();
        try {
            return writeAt(position, source, _ -> true);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Writes at the end of the file; returns the position of the first byte. */
    long append(ByteBuffer source) throws IOException {
        lock.writeLock().lock();
        try {
            long end = eof.length();
            writeAt(end, source, live::touchContent);
            return end;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int writeAt(long position, ByteBuffer source, Predicate<Tuple> touch) throws IOException {
        live.committer().checkUsable();
        if (!source.hasRemaining()) {
            return 0;
        }
        eof.checkReaches(position, source.remaining());
        long end = position + source.remaining();
        if (end > eof.length()) {
            eof.prepareToGrow();
        }
        try (BlockAllocation allocation = layout.allocation()) {
            List<Piece> pieces = allocate(position, end, allocation);
            if (pieces.isEmpty()) {
                throw new NoSpaceException(
                        device.toString(), "the volume is full; remove something or use a larger image");
            }
            publish(pieces, source, touch);
            allocation.keep();
            return (int) (pieces.getLast().end - position);
        }
    }

    /**
     * A part of a write, from a position in the file up to an end.
     *
     * @param isOverwrite whether the blocks hold data of the file already
     */
    private record Piece(long position, long end, Extent extent, boolean isOverwrite) {

        int bytes() {
            return (int) (end - position);
        }
    }

    /** Finds or takes the blocks of a range, as far as there are any. */
    private List<Piece> allocate(long position, long end, BlockAllocation allocation) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (long at = position; at < end; ) {
            long block = at / BLOCK;
            Optional<Extent> here = extents.at(block);
            if (here.isPresent() && !here.get().uninitialised()) {
                long runEnd = Math.min(end, here.get().fileEnd() * BLOCK);
                pieces.add(new Piece(at, runEnd, here.get(), true));
                at = runEnd;
                continue;
            }
            long endBlock = Math.min(
                    Math.ceilDiv(end, (long) BLOCK),
                    here.map(Extent::fileEnd).orElseGet(() -> layout.nextStart(block)));
            Optional<Extent> found = here.isPresent()
                    ? Optional.of(ExtentMap.initialised(ExtentMap.part(here.get(), block, endBlock)))
                    : allocateAfter(block, endBlock - block, allocation);
            if (found.isEmpty()) {
                break;
            }
            long runEnd = Math.min(end, found.get().fileEnd() * BLOCK);
            pieces.add(new Piece(at, runEnd, found.get(), false));
            at = runEnd;
        }
        return pieces;
    }

    /** Writes data to its blocks, and then changes the tuples. Nothing is written when the log has no room. */
    private void publish(List<Piece> pieces, ByteBuffer source, Predicate<Tuple> touch) throws IOException {
        List<Extent> added = pieces.stream()
                .filter(piece -> !piece.isOverwrite)
                .map(Piece::extent)
                .toList();
        try (Mutations.Reservation room =
                mutations.reserve(LOG_BYTES + added.size() * LOG_BYTES_PER_EXTENT, ReservationPurpose.ADDING)) {
            long newLength = Math.max(eof.length(), pieces.getLast().end);
            if (newLength > eof.length()) {
                // If a write fails, some of these bytes stay behind the end of the file.
                eof.expectBytesBehind();
            }
            for (Piece piece : pieces) {
                if (piece.isOverwrite) {
                    data.write(piece.extent.volumeOffset(piece.position), source, piece.bytes());
                } else {
                    data.writePadded(piece.extent, piece.position, piece.bytes(), source);
                }
            }
            room.change(() -> {
                added.forEach(layout::cover);
                eof.setLength(newLength);
                return touch.test(layout.inode());
            });
        }
    }

    /**
     * Allocates blocks for a part of the file that has none: blocks that the extent before it owns beyond its length,
     * or else new blocks, contiguous with that extent where possible.
     */
    private Optional<Extent> allocateAfter(long block, long wanted, BlockAllocation allocation) throws IOException {
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
        return allocation.take(block, wanted, before.orElse(null), before.isPresent() ? blocksToSetAside() : 0);
    }

    private long blocksToSetAside() {
        long blocks = eof.length() / BLOCK;
        return blocks < LEAST_TO_SET_ASIDE ? 0 : Math.min(blocks, MOST_TO_SET_ASIDE);
    }

    void truncate(long newLength) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            eof.checkReaches(0, newLength);
            if (newLength > eof.length()) {
                eof.grow(newLength);
            } else {
                eof.shrink(newLength);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    void allocate(long position, long count, SizeChange sizeChange) throws IOException {
        changeRange(() -> ranges.allocate(position, count, sizeChange));
    }

    void punchHole(long position, long count) throws IOException {
        changeRange(() -> ranges.punchHole(position, count));
    }

    void zeroRange(long position, long count, SizeChange sizeChange) throws IOException {
        changeRange(() -> ranges.zero(position, count, sizeChange));
    }

    private void changeRange(IoRunnable change) throws IOException {
        lock.writeLock().lock();
        try {
            live.committer().checkUsable();
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    void sync(SyncScope scope) throws IOException {
        if (scope == SyncScope.DATA && live.committer().isDurable(Math.max(lastLayout(), namedIn))) {
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

    /** Notes that the file gets its first name. What changed before was in no batch. */
    void noteFirstName() {
        namedIn = live.committer().openBatch();
    }

    /** Frees the blocks that are set aside for the file to grow, after its last close. */
    void stopGrowing() {
        layout.stopGrowing();
    }

    /** Frees all blocks of a removed file. The caller holds the lock of the namespace for writing. */
    void freeAll() {
        layout.freeAll();
    }
}
