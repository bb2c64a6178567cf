// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Extent;
import dev.tfskit.space.BlockPool;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves the blocks of a file so that each part of it is contiguous. Holes and blocks that were never written divide a
 * file into parts. The log refers to the old blocks until the next commit. The file must not be open. Not thread-safe.
 */
final class Defragmentation {

    private static final int PIECE_BLOCKS = 2048;

    private final LiveState live;
    private final BlockPool pool;
    private final FileExtents extents;

    Defragmentation(LiveState live, RegularFile file) throws IOException {
        this.live = live;
        this.pool = live.mutations().pool();
        this.extents = live.read(() -> new FileExtents(live, file, 0));
    }

    /** Moves the parts that are in pieces, as far as free runs are long enough for them. */
    VolumeBuilder.Defragmented run() throws IOException {
        boolean isMoved = false;
        boolean isContiguous = true;
        for (List<Extent> part : parts(extents.extents().overlapping(0, FileExtents.MAX_BLOCKS))) {
            if (isContiguous(part)) {
                continue;
            }
            if (move(part)) {
                isMoved = true;
            } else {
                isContiguous = false;
            }
        }
        return new VolumeBuilder.Defragmented(isMoved, isContiguous);
    }

    /** Divides a file at its holes, and at blocks that were never written. */
    private static List<List<Extent>> parts(Iterable<Extent> all) {
        List<List<Extent>> parts = new ArrayList<>();
        for (Extent extent : all) {
            if (extent.uninitialised()) {
                continue;
            }
            if (parts.isEmpty() || parts.getLast().getLast().fileEnd() != extent.fileBlock()) {
                parts.add(new ArrayList<>());
            }
            parts.getLast().add(extent);
        }
        return parts;
    }

    private static boolean isContiguous(List<Extent> part) {
        for (int i = 1; i < part.size(); i++) {
            Extent before = part.get(i - 1);
            if (before.startBlock() + before.length() != part.get(i).startBlock()) {
                return false;
            }
        }
        return true;
    }

    private boolean move(List<Extent> part) throws IOException {
        long first = part.getFirst().fileBlock();
        long count = part.getLast().fileEnd() - first;
        Optional<BlockRun> found = pool.allocate(count);
        if (found.isEmpty()) {
            return false;
        }
        BlockRun run = found.get();
        try (UnreferencedBlocks blocks = new UnreferencedBlocks(pool, List.of(run))) {
            for (Extent extent : part) {
                copy(extent, run.start() + extent.fileBlock() - first);
            }
            for (long done = 0; done < count; ) {
                BlockRun next = blocks.first(Extent.MAX_BLOCKS);
                Extent moved = new Extent(first + done, next.start(), next.length(), next.length(), false);
                live.operations().run(extents.costOfCovering(List.of(moved)), ReservationPurpose.ADDING, () -> {
                    // Before anything refers to them: blocks may get lost, but must not be freed while they are in use.
                    blocks.leaveFirst(next.length());
                    extents.cover(moved);
                    return true;
                });
                done += next.length();
            }
        }
        return true;
    }

    private void copy(Extent extent, long target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BLOCKS * BlockDevice.BLOCK_BYTES);
        for (long done = 0; done < extent.length(); done += PIECE_BLOCKS) {
            int blocks = (int) Math.min(PIECE_BLOCKS, extent.length() - done);
            piece.clear().limit(blocks * BlockDevice.BLOCK_BYTES);
            live.device().read((extent.startBlock() + done) * BlockDevice.BLOCK_BYTES, piece);
            live.device().write((target + done) * BlockDevice.BLOCK_BYTES, piece.flip());
        }
    }
}
