// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Allocates, zeroes and frees ranges of an open file, as {@code fallocate} does. An operation allocates blocks and
 * reserves log space before it writes zeros over bytes of the file, so one that finds no room has changed nothing.
 * Callers hold the lock of the file's body.
 */
final class FileRanges {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;

    private final LiveState live;
    private final DataWriter data;
    private final BlockPool pool;
    private final Operations operations;
    private final FileExtents layout;
    private final ExtentMap extents;
    private final EndOfFile eof;

    FileRanges(LiveState live, DataWriter data, FileExtents layout, EndOfFile eof) {
        this.live = live;
        this.data = data;
        this.pool = live.mutations().pool();
        this.operations = live.operations();
        this.layout = layout;
        this.extents = layout.extents();
        this.eof = eof;
    }

    /**
     * A range of bytes, and the whole blocks in it.
     *
     * @param edges the bytes at both ends that share a block with bytes outside of the range
     */
    private record Range(long position, long end, long wholeFrom, long wholeTo, List<Edge> edges) {

        static Range of(long position, long end) {
            return upTo(end / BLOCK, position, end);
        }

        /** Returns a range in which the last block of the file counts as whole, from its start on. */
        static Range inFile(long position, long end, long fileLength) {
            return upTo(end >= fileLength ? Math.ceilDiv(end, (long) BLOCK) : end / BLOCK, position, end);
        }

        private static Range upTo(long to, long position, long end) {
            long from = Math.ceilDiv(position, (long) BLOCK);
            return from > to
                    ? new Range(position, end, from, from, List.of(new Edge(position, end)))
                    : new Range(
                            position,
                            end,
                            from,
                            to,
                            List.of(new Edge(position, Math.min(end, from * BLOCK)), new Edge(to * BLOCK, end)));
        }

        long firstBlock() {
            return position / BLOCK;
        }

        long endBlock() {
            return Math.ceilDiv(end, (long) BLOCK);
        }
    }

    /** Bytes of one block. */
    private record Edge(long from, long to) {}

    /** Gives blocks to the holes of a range: to all of them or to none. */
    void allocate(long position, long count, SizeChange sizeChange) throws IOException {
        Range range = rangeToOccupy(position, count);
        occupy(range, List.of(), List.of(), newLength(range, sizeChange));
    }

    /** Makes a range read as zeros, and gives blocks to its holes. */
    void zero(long position, long count, SizeChange sizeChange) throws IOException {
        Range range = rangeToOccupy(position, count);
        List<Extent> cleared = new ArrayList<>();
        for (Extent extent : extents.overlapping(range.wholeFrom, range.wholeTo)) {
            long from = Math.max(range.wholeFrom, extent.fileBlock());
            long to = Math.min(range.wholeTo, extent.fileEnd());
            cleared.add(ExtentMap.uninitialised(ExtentMap.part(extent, from, to)));
        }
        occupy(range, cleared, range.edges(), newLength(range, sizeChange));
    }

    private Range rangeToOccupy(long position, long count) throws IOException {
        eof.checkReaches(position, count);
        if (position + count > eof.length()) {
            eof.prepareToGrow();
        }
        // The last block does not count as whole: its old end must stay until a commit, when the file became shorter.
        return Range.of(position, position + count);
    }

    private long newLength(Range range, SizeChange sizeChange) {
        return switch (sizeChange) {
            case GROW -> Math.max(eof.length(), range.end);
            case KEEP -> eof.length();
        };
    }

    /**
     * Fills the holes of a range with blocks that read as zeros.
     *
     * @param cleared the extents in the range that read as zeros from now on
     * @param edges the bytes to overwrite with zeros
     */
    private void occupy(Range range, List<Extent> cleared, List<Edge> edges, long newLength) throws IOException {
        List<Extent> changed = new ArrayList<>(cleared);
        try (BlockAllocation allocation = layout.allocation()) {
            fillHoles(range.firstBlock(), range.endBlock(), changed, allocation);
            try (Operations.Reservation room =
                    operations.reserve(layout.costOfCovering(changed), ReservationPurpose.ADDING)) {
                zero(edges);
                room.run(() -> {
                    changed.forEach(layout::cover);
                    eof.setLength(newLength);
                    return live.touchContent(layout.inode());
                });
            }
            allocation.keep();
        }
    }

    private void fillHoles(long from, long to, List<Extent> filled, BlockAllocation allocation) throws IOException {
        for (long block = from; block < to; ) {
            Optional<Extent> here = extents.at(block);
            if (here.isPresent()) {
                block = here.get().fileEnd();
                continue;
            }
            long hole = block;
            long wanted = Math.min(to, layout.nextStart(block)) - block;
            if (wanted > pool.freeBlocksAfterCommit()) {
                throw noRoomFor(wanted);
            }
            Extent found = allocation
                    .allocate(hole, wanted, extents.startingUpTo(hole).orElse(null), 0)
                    .orElseThrow(() -> noRoomFor(wanted));
            filled.add(ExtentMap.uninitialised(found));
            block = found.fileEnd();
        }
    }

    private NoSpaceException noRoomFor(long blocks) {
        return new NoSpaceException(
                live.device().toString(),
                "no room for " + Messages.blocks(blocks) + "; remove something or use a larger image");
    }

    private void zero(List<Edge> edges) throws IOException {
        for (Edge edge : edges) {
            if (edge.from < edge.to) {
                zeroData(edge.from, edge.to);
            }
        }
    }

    /** Overwrites bytes with zeros, where the file has data. */
    private void zeroData(long from, long to) throws IOException {
        for (Extent extent : extents.overlapping(from / BLOCK, Math.ceilDiv(to, (long) BLOCK))) {
            if (!extent.uninitialised()) {
                long start = Math.max(from, extent.fileBlock() * BLOCK);
                data.writeZeros(extent.volumeOffset(start), Math.min(to, extent.fileEnd() * BLOCK) - start);
            }
        }
    }

    /** Frees the blocks of a range, which reads as zeros then. */
    void punchHole(long position, long count) throws IOException {
        Range range = Range.inFile(position, EndOfFile.clamp(position, count), eof.length());
        long from = layout.startOfLastExtents(range.wholeFrom, range.wholeTo);
        try (Operations.Reservation room =
                operations.reserve(layout.costOfUncovering(from, range.wholeTo), ReservationPurpose.REMOVING)) {
            zero(range.edges());
            room.run(() -> makeHole(from, range.wholeTo));
        }
        punchRest(range.wholeFrom, from);
    }

    /** Frees the first blocks of a range of which the last are freed, in as many operations as the log has room for. */
    private void punchRest(long first, long end) throws IOException {
        long to = end;
        try {
            while (to > first) {
                long hole = to;
                long from = layout.startOfLastExtents(first, hole);
                operations.run(
                        layout.costOfUncovering(from, hole), ReservationPurpose.REMOVING, () -> makeHole(from, hole));
                to = from;
            }
        } catch (NoSpaceException logIsFull) {
            // A part of the range reads as zeros already, so the rest must as well, even if it keeps its blocks.
            zeroData(first * BLOCK, to * BLOCK);
        }
    }

    private boolean makeHole(long from, long to) {
        layout.uncover(from, to);
        return live.touchContent(layout.inode());
    }
}
