// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds blocks of zeros for which a hole is worthwhile. A hole costs one more extent, about 40 bytes of log, and a file
 * system reads whole pages. So a run of zeros becomes a hole if it is at least 4 KiB long or fills the whole searched
 * range. Stateless.
 */
final class ZeroRuns {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int LEAST_BLOCKS = 8;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BLOCK);

    private ZeroRuns() {}

    /**
     * Blocks to keep.
     *
     * @param start the first block, counted from the start of the range
     * @param end the block behind the last one
     */
    record Kept(int start, int end) {

        int blocks() {
            return end - start;
        }
    }

    /**
     * Finds the runs of blocks that hold data.
     *
     * @param bytes the buffer, read at absolute positions
     * @param start the start of the range in the buffer
     * @param blocks the length of the range
     */
    static List<Kept> find(ByteBuffer bytes, int start, int blocks) {
        List<Kept> kept = new ArrayList<>(1);
        int dataStart = 0;
        // Every run that becomes a hole covers a block whose number is one less than a multiple of the least length or,
        // when the whole range is shorter, the last block; one test of such a block is nearly always enough to rule a
        // run out.
        int probe = Math.min(LEAST_BLOCKS, blocks) - 1;
        while (probe >= 0 && probe < blocks) {
            if (!isZero(bytes, start, probe)) {
                probe += LEAST_BLOCKS;
                continue;
            }
            int from = probe;
            while (from > dataStart && isZero(bytes, start, from - 1)) {
                from--;
            }
            int to = probe + 1;
            while (to < blocks && isZero(bytes, start, to)) {
                to++;
            }
            if (to - from >= LEAST_BLOCKS || to - from == blocks) {
                keep(kept, dataStart, from);
                dataStart = to;
            }
            probe = (to / LEAST_BLOCKS + 1) * LEAST_BLOCKS - 1;
        }
        keep(kept, dataStart, blocks);
        return kept;
    }

    private static void keep(List<Kept> kept, int start, int end) {
        if (start < end) {
            kept.add(new Kept(start, end));
        }
    }

    private static boolean isZero(ByteBuffer bytes, int start, int block) {
        int from = start + block * BLOCK;
        // Most blocks of data have something among their first bytes, and need no slice.
        return bytes.getLong(from) == 0 && bytes.slice(from, BLOCK).mismatch(ZEROS) < 0;
    }
}
