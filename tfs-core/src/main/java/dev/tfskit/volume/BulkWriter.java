// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.io.ByteRange;
import dev.tfskit.message.Messages;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the contents of new files, many files with one write. {@link VolumeBuilder#bulkWriter} creates one. First
 * {@link #allocate} takes blocks for pieces of files, and then {@link #write} fills these blocks. One thread at a time
 * calls {@link #allocate}; the order of its calls is the order of the contents on the volume. Many threads may call
 * {@link #write} at the same time.
 */
public final class BulkWriter {

    private static final long ANYWHERE = -1;

    private final LiveState live;
    private @Nullable RegularFile lastFile;
    private Extent lastExtent = new Extent(0, 0, 0, 0, false);

    BulkWriter(LiveState live) {
        this.live = live;
    }

    /**
     * Contiguous blocks of one file.
     *
     * @param file the file
     * @param fileBlock the number of the first block, from the start of the file; the file has no such block yet
     * @param blocks the number of blocks, at least 1
     */
    public record Piece(RegularFile file, long fileBlock, long blocks) {}

    /**
     * Allocates blocks for all pieces together, and adds extents to the files. The blocks are contiguous where the free
     * space is.
     *
     * @param pieces at least one
     * @return the blocks of the pieces, in order, as ranges of bytes of the volume
     * @throws IllegalArgumentException when a file is of another volume
     * @throws NoSpaceException when the volume has too few free blocks, or its log has no room for the extents. The
     *     files keep the extents for which there was room; all other blocks are free again
     */
    public List<ByteRange> allocate(List<Piece> pieces) throws IOException {
        long total = 0;
        for (Piece piece : pieces) {
            live.checkOwns(piece.file);
            total = Math.addExact(total, piece.blocks);
        }
        List<BlockRun> runs = allocateRuns(total);
        try (UnreferencedBlocks blocks = new UnreferencedBlocks(live.mutations().pool(), runs)) {
            for (Piece piece : pieces) {
                for (long done = 0; done < piece.blocks; ) {
                    long count = enter(piece.file, piece.fileBlock + done, blocks.first(piece.blocks - done));
                    blocks.leaveFirst(count);
                    done += count;
                }
            }
        }
        return runs.stream()
                .map(run -> new ByteRange(run.start() * BlockDevice.BLOCK_BYTES, run.end() * BlockDevice.BLOCK_BYTES))
                .toList();
    }

    /** Allocates one run, or where the free space is in pieces, several ones. */
    private List<BlockRun> allocateRuns(long count) throws IOException {
        BlockPool pool = live.mutations().pool();
        Optional<BlockRun> whole = pool.allocate(count);
        if (whole.isPresent()) {
            return List.of(whole.get());
        }
        List<BlockRun> runs = new ArrayList<>();
        for (long missing = count; missing > 0; ) {
            Optional<BlockRun> run = pool.allocate(this, ANYWHERE, missing, 0);
            if (run.isEmpty()) {
                runs.forEach(pool::release);
                throw new NoSpaceException(
                        live.device().toString(),
                        "no room for " + Messages.bytes(count * BlockDevice.BLOCK_BYTES) + "; use a larger image");
            }
            runs.add(run.get());
            missing -= run.get().length();
        }
        return runs;
    }

    /**
     * Makes the last extent longer where the blocks continue it, and otherwise makes a new one.
     *
     * @return the number of blocks for which the extent had room
     */
    private long enter(RegularFile file, long fileBlock, BlockRun blocks) throws IOException {
        boolean continues = file == lastFile
                && lastExtent.fileEnd() == fileBlock
                && lastExtent.startBlock() + lastExtent.length() == blocks.start()
                && lastExtent.length() < Extent.MAX_BLOCKS;
        Extent before = continues ? lastExtent : new Extent(fileBlock, blocks.start(), 0, 0, false);
        long count = Math.min(blocks.length(), Extent.MAX_BLOCKS - before.length());
        long length = before.length() + count;
        Extent extent = new Extent(before.fileBlock(), before.startBlock(), length, length, false);
        file.setExtent(extent);
        lastExtent = extent;
        lastFile = file;
        return count;
    }

    /**
     * Writes allocated blocks.
     *
     * @param ranges the blocks, from {@link #allocate}
     * @param bytes whole blocks, as many as the ranges have; in the last block of a file, the bytes behind its end are
     *     zero
     * @throws IOException when the device fails
     */
    public void write(List<ByteRange> ranges, ByteBuffer bytes) throws IOException {
        for (ByteRange range : ranges) {
            int length = Math.toIntExact(range.length());
            live.device().write(range.start(), bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }
}
