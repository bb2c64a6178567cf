// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes bytes into an open file. A write first allocates blocks and reserves log space, then writes the data, and
 * changes the tuples last (docs/format.md, section 8, rule 2). When the free blocks suffice only for the first bytes,
 * only these are written. Callers hold the lock of the file's body.
 */
final class FileWrites {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** The blocks to set aside for a growing file: as many as the file has, within these bounds. */
    private static final long LEAST_TO_SET_ASIDE = (64 << 10) / BLOCK;

    private static final long MOST_TO_SET_ASIDE = (8 << 20) / BLOCK;

    private final LiveState live;
    private final DataWriter data;
    private final Operations operations;
    private final FileExtents layout;
    private final ExtentMap extents;
    private final EndOfFile eof;

    FileWrites(LiveState live, DataWriter data, FileExtents layout, EndOfFile eof) {
        this.live = live;
        this.data = data;
        this.operations = live.operations();
        this.layout = layout;
        this.extents = layout.extents();
        this.eof = eof;
    }

    /**
     * Writes as many bytes as there is room for.
     *
     * @param position the position of the first byte in the file
     * @param source the bytes; its position moves behind those that were written
     * @param touch sets the times of the inode, together with the other changes of tuples
     * @return the number of bytes written; 0 only when the source is empty
     * @throws NoSpaceException when there is no room for a single byte, or none in the log; then nothing has changed
     */
    int write(long position, ByteBuffer source, Consumer<Tuple> touch) throws IOException {
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
                throw live.full();
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

    /** Finds the blocks of a range or allocates them, up to the first that cannot be allocated. */
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
    private void publish(List<Piece> pieces, ByteBuffer source, Consumer<Tuple> touch) throws IOException {
        List<Extent> added = pieces.stream()
                .filter(piece -> !piece.isOverwrite)
                .map(Piece::extent)
                .toList();
        try (Operations.Reservation room =
                operations.reserve(layout.costOfCovering(added), ReservationPurpose.ADDING)) {
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
            room.run(() -> {
                added.forEach(layout::cover);
                eof.setLength(newLength);
                touch.accept(layout.inode());
                return newLength;
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
        return allocation.allocate(block, wanted, before.orElse(null), before.isPresent() ? blocksToSetAside() : 0);
    }

    private long blocksToSetAside() {
        long blocks = eof.length() / BLOCK;
        return blocks < LEAST_TO_SET_ASIDE ? 0 : Math.min(blocks, MOST_TO_SET_ASIDE);
    }
}
