// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.NoSpaceException;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills new files fast: blocks of many files go to the device in one write. {@link #place} decides where they lie and
 * must be called in the order that the image is to have, by one thread at a time; {@link #write} may be called by many
 * at once.
 */
public final class BulkWriter {

    private final LiveState live;
    private @Nullable RegularFile lastFile;
    private Extent lastExtent = new Extent(0, 0, 0, 0, false);

    BulkWriter(LiveState live) {
        this.live = live;
    }

    /**
     * Blocks of one file.
     *
     * @param file to which they belong
     * @param fileBlock the first of them, counted from the start of the file; it holds nothing yet
     * @param blocks how many, at least 1
     */
    public record Piece(RegularFile file, long fileBlock, long blocks) {}

    /**
     * Gives each piece its blocks, one piece right behind the other, and enters them in the files' extents.
     *
     * @param pieces at least one
     * @return the offset on the volume, in bytes, where the blocks of the first piece begin
     * @throws IllegalArgumentException when a file is of another volume
     * @throws NoSpaceException when the volume has no such run of free blocks
     */
    public long place(List<Piece> pieces) throws IOException {
        long total = 0;
        for (Piece piece : pieces) {
            live.checkOwns(piece.file);
            total = Math.addExact(total, piece.blocks);
        }
        BlockRun run = allocate(total);
        long block = run.start();
        for (Piece piece : pieces) {
            enter(piece, block);
            block += piece.blocks;
        }
        return run.start() * BlockDevice.BLOCK_BYTES;
    }

    private BlockRun allocate(long count) throws NoSpaceException, IOException {
        return live.mutations()
                .pool()
                .allocate(count)
                .orElseThrow(() -> new NoSpaceException(
                        live.device().toString(),
                        "no room for " + count * BlockDevice.BLOCK_BYTES + " bytes; a larger image is needed"));
    }

    /** Extends the extent entered last where the piece continues it, and makes extents for the rest. */
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
     * Writes blocks that were given a place.
     *
     * @param offset as {@link #place} returned it, in bytes
     * @param blocks whole blocks; the part of a file's last block that is behind its end must be zero
     * @throws IOException when the device fails
     */
    public void write(long offset, ByteBuffer blocks) throws IOException {
        live.device().write(offset, blocks);
    }
}
