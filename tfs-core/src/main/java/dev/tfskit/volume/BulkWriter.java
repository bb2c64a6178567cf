// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.Messages;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the contents of new files, many files with one write. {@link VolumeBuilder#bulkWriter} creates one. First
 * {@link #allocate} takes blocks for pieces of files, and then {@link #write} fills these blocks. One thread at a time
 * calls {@link #allocate}; the order of its calls is the order of the contents on the volume. Many threads may call
 * {@link #write} at the same time.
 */
public final class BulkWriter {

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
     * Allocates contiguous blocks for all pieces together, and adds extents to the files.
     *
     * @param pieces at least one
     * @return the offset on the volume, in bytes, where the blocks of the first piece begin
     * @throws IllegalArgumentException when a file is of another volume
     * @throws NoSpaceException when the volume has no such run of free blocks
     */
    public long allocate(List<Piece> pieces) throws IOException {
        long total = 0;
        for (Piece piece : pieces) {
            live.checkOwns(piece.file);
            total = Math.addExact(total, piece.blocks);
        }
        BlockRun run = allocateRun(total);
        long block = run.start();
        for (Piece piece : pieces) {
            enter(piece, block);
            block += piece.blocks;
        }
        return run.start() * BlockDevice.BLOCK_BYTES;
    }

    private BlockRun allocateRun(long count) throws NoSpaceException, IOException {
        return live.mutations()
                .pool()
                .allocate(count)
                .orElseThrow(() -> new NoSpaceException(
                        live.device().toString(),
                        "no room for " + Messages.bytes(count * BlockDevice.BLOCK_BYTES) + "; use a larger image"));
    }

    /** Extends the last extent as far as the piece continues it, and makes extents for the rest. */
    private void enter(Piece piece, long startBlock) throws IOException {
        long fileBlock = piece.fileBlock;
        long block = startBlock;
        long end = piece.fileBlock + piece.blocks;
        while (fileBlock < end) {
            boolean continues = piece.file == lastFile
                    && lastExtent.fileEnd() == fileBlock
                    && lastExtent.startBlock() + lastExtent.length() == block
                    && lastExtent.length() < Extent.MAX_BLOCKS;
            Extent before = continues ? lastExtent : new Extent(fileBlock, block, 0, 0, false);
            long more = Math.min(end - fileBlock, Extent.MAX_BLOCKS - before.length());
            long length = before.length() + more;
            lastExtent = new Extent(before.fileBlock(), before.startBlock(), length, length, false);
            lastFile = piece.file;
            lastFile.setExtent(lastExtent);
            fileBlock += more;
            block += more;
        }
    }

    /**
     * Writes allocated blocks.
     *
     * @param offset the offset on the volume in bytes, from {@link #allocate}
     * @param blocks whole blocks; in the last block of a file, the bytes behind its end are zero
     * @throws IOException when the device fails
     */
    public void write(long offset, ByteBuffer blocks) throws IOException {
        live.device().write(offset, blocks);
    }
}
