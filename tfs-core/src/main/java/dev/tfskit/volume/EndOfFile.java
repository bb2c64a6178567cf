// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.FileTooLargeException;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Attributes;
import dev.tfskit.schema.Extent;
import dev.tfskit.value.Int;
import dev.tfskit.value.Tuple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The length of an open file, and the rules of its end (docs/format.md, section 8, rule 3): bytes that were cut off
 * never appear again, not even after a power cut, and bytes that are added read as zeros. The lock of the file's body
 * guards the length.
 */
final class EndOfFile {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final long MAX_BLOCKS = FileExtents.MAX_BLOCKS;
    private static final long MAX_LENGTH = MAX_BLOCKS * BLOCK;
    private static final int EXTENTS_AT_ONCE = FileExtents.EXTENTS_AT_ONCE;

    private final LiveState live;
    private final BlockDevice device;
    private final DataWriter data;
    private final Operations operations;
    private final Mutations mutations;
    private final FileExtents layout;
    private final ExtentMap extents;
    private long length;
    /** True if the bytes between the end of the file and the end of its last block are zero on the device. */
    private boolean tailIsZero;
    /** True if every block that the file owns behind its end reads as zeros. */
    private boolean endIsClean;
    /** The batch in which the file became shorter last. */
    private long shrunkIn;

    /**
     * Creates the end of a file. The caller holds the lock of the namespace.
     *
     * @param length the length that the inode stores
     * @param shrunkIn the batch in which the file became shorter last
     * @throws TfsFormatException when no file can be so long
     */
    EndOfFile(LiveState live, DataWriter data, FileExtents layout, long length, long shrunkIn)
            throws TfsFormatException {
        if (length > MAX_LENGTH) {
            throw new TfsFormatException(
                    "a file of " + length + " bytes, where at most " + MAX_LENGTH + " are possible");
        }
        this.live = live;
        this.device = live.device();
        this.data = data;
        this.operations = live.operations();
        this.mutations = live.mutations();
        this.layout = layout;
        this.extents = layout.extents();
        this.length = length;
        this.shrunkIn = shrunkIn;
    }

    /** Returns the length of the file in bytes. */
    long length() {
        return length;
    }

    /** Returns the batch in which the file became shorter last. */
    long shrunkIn() {
        return shrunkIn;
    }

    /** Returns the end of a range, but at most the length of the longest file. */
    static long clamp(long position, long count) {
        return position + Math.min(count, MAX_LENGTH - position);
    }

    /** Checks that a file can be long enough for a range. */
    void checkReaches(long position, long count) throws FileTooLargeException {
        if (count > MAX_LENGTH - position) {
            throw new FileTooLargeException(device.toString(), "a file can have at most " + MAX_LENGTH + " bytes");
        }
    }

    /** Notes that bytes may be written behind the end of the file without the file getting longer. */
    void expectBytesBehind() {
        tailIsZero = false;
    }

    /** Sets the length. {@link #prepareToGrow} has run if the file grows. Call this only inside an operation. */
    void setLength(long bytes) {
        if (bytes > length) {
            // New blocks are padded with zeros, and the old end has been prepared.
            tailIsZero = true;
        }
        if (bytes != length || !layout.inode().has(Attributes.FILE_LENGTH)) {
            length = bytes;
            mutations.set(layout.inode(), Attributes.FILE_LENGTH, Int.of(bytes));
            layout.change();
        }
    }

    /**
     * Makes all bytes behind the end of the file read as zeros, before the file grows (docs/format.md, section 8, rule
     * 3).
     */
    void prepareToGrow() throws IOException {
        if (!endIsClean) {
            freeDataBehindEnd();
            endIsClean = true;
        }
        int used = (int) (length % BLOCK);
        if (used == 0 || tailIsZero) {
            return;
        }
        Optional<Extent> tail = extents.at(length / BLOCK).filter(extent -> !extent.uninitialised());
        if (tail.isPresent() && (live.committer().isDurable(shrunkIn) || !moveTail(tail.get(), used))) {
            data.writeZeros(tail.get().volumeOffset(length), BLOCK - used);
        }
        tailIsZero = true;
    }

    /** Frees the blocks behind the end that do not read as zeros, in as many operations as the log has room for. */
    private void freeDataBehindEnd() throws IOException {
        long end = Math.ceilDiv(length, (long) BLOCK);
        List<Extent> behind = new ArrayList<>(extents.overlapping(end, MAX_BLOCKS).stream()
                .filter(extent -> !extent.uninitialised())
                .toList());
        while (!behind.isEmpty()) {
            List<Extent> last = behind.subList(Math.max(0, behind.size() - EXTENTS_AT_ONCE), behind.size());
            operations.run(FileExtents.costOfUncovering(last), ReservationPurpose.REMOVING, () -> {
                last.forEach(extent -> layout.uncover(Math.max(end, extent.fileBlock()), extent.fileEnd()));
                return true;
            });
            last.clear();
        }
    }

    /**
     * Copies the last block of the file to a new block, with zeros behind the end. The old block still belongs to the
     * longer file that the log describes.
     *
     * @return false when there is no free block; the shorter file has been committed instead
     * @throws NoSpaceException when there is no free block, and the volume does not commit by itself
     */
    private boolean moveTail(Extent tail, int used) throws IOException {
        long block = length / BLOCK;
        try (BlockAllocation allocation = layout.allocation()) {
            Optional<Extent> moved = allocation.allocate(block, 1, null, 0);
            if (moved.isEmpty()) {
                if (!live.committer().commitIfAllowed()) {
                    throw live.full();
                }
                return false;
            }
            ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
            device.read(tail.volumeOffset(block * BLOCK), bytes.limit(used));
            data.write(moved.get().startBlock() * BLOCK, bytes.clear(), BLOCK);
            operations.run(layout.costOfCovering(List.of(moved.get())), ReservationPurpose.ADDING, () -> {
                layout.cover(moved.get());
                return true;
            });
            allocation.keep();
            return true;
        }
    }

    /**
     * Makes the file longer.
     *
     * @param touch sets the times of the inode, together with the length
     */
    void grow(long newLength, Consumer<Tuple> touch) throws IOException {
        prepareToGrow();
        operations.run(FileExtents.COST_OF_INODE, ReservationPurpose.ADDING, () -> {
            setLength(newLength);
            touch.accept(layout.inode());
            return true;
        });
    }

    /**
     * Makes the file shorter, or leaves its length, and frees the blocks behind the end.
     *
     * @param touch sets the times of the inode, together with the length
     */
    void shrink(long newLength, Consumer<Tuple> touch) throws IOException {
        layout.stopGrowing();
        long end = Math.ceilDiv(newLength, (long) BLOCK);
        long from = layout.startOfLastExtents(end, MAX_BLOCKS);
        if (from <= end) {
            cutOff(end, newLength, touch);
            endIsClean = true;
            return;
        }
        try (Operations.Reservation last = operations.reserve(FileExtents.COST_OF_INODE, ReservationPurpose.REMOVING)) {
            cutOff(from, Math.min(length, from * BLOCK), touch);
            shrinkInSteps(from, newLength, touch, last);
        }
    }

    /**
     * Cuts the file off, its last extents first, in as many operations as the log has room for. A file that has become
     * shorter must get its new length, so where the log gets full, blocks stay behind the end.
     */
    private void shrinkInSteps(long extentsEnd, long newLength, Consumer<Tuple> touch, Operations.Reservation last)
            throws IOException {
        long end = Math.ceilDiv(newLength, (long) BLOCK);
        try {
            for (long from = layout.startOfLastExtents(end, extentsEnd);
                    from > end;
                    from = layout.startOfLastExtents(end, from)) {
                cutOff(from, Math.min(length, from * BLOCK), touch);
            }
            cutOff(end, newLength, touch);
            endIsClean = true;
        } catch (NoSpaceException logIsFull) {
            endIsClean = false;
            last.run(() -> setShorter(newLength, touch));
        }
    }

    private void cutOff(long end, long newLength, Consumer<Tuple> touch) throws IOException {
        operations.run(layout.costOfUncovering(end, MAX_BLOCKS), ReservationPurpose.REMOVING, () -> {
            layout.uncover(end, MAX_BLOCKS);
            return setShorter(newLength, touch);
        });
    }

    private boolean setShorter(long newLength, Consumer<Tuple> touch) {
        if (newLength < length) {
            tailIsZero = false;
            shrunkIn = live.committer().openBatch();
        }
        setLength(newLength);
        touch.accept(layout.inode());
        return true;
    }
}
