package dev.tfskit.image;

import dev.tfskit.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds blocks of zeros that are worth leaving out. A hole costs an extent more, some forty bytes of log, and a file
 * system reads pages: so only 4 KiB or more count, or a stretch that has nothing but zeros.
 */
final class ZeroRuns {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    private static final int LEAST_BLOCKS = 8;

    private ZeroRuns() {}

    /**
     * Blocks to keep.
     *
     * @param start the first, counted from the beginning of the stretch
     * @param end the one behind the last
     */
    record Kept(int start, int end) {

        int blocks() {
            return end - start;
        }
    }

    /**
     * The runs of blocks that hold data.
     *
     * @param bytes the buffer, read at absolute positions
     * @param start where the stretch begins in it
     * @param blocks how long it is
     */
    static List<Kept> find(final ByteBuffer bytes, final int start, final int blocks) {
        final List<Kept> kept = new ArrayList<>(1);
        int dataStart = 0;
        int zeroStart = -1;
        for (int block = 0; block <= blocks; block++) {
            final boolean zero = block < blocks && isZero(bytes, start + block * BLOCK);
            if (zero && zeroStart < 0) {
                zeroStart = block;
            } else if (!zero && zeroStart >= 0) {
                if (block - zeroStart >= LEAST_BLOCKS || block - zeroStart == blocks) {
                    keep(kept, dataStart, zeroStart);
                    dataStart = block;
                }
                zeroStart = -1;
            }
        }
        keep(kept, dataStart, blocks);
        return kept;
    }

    private static void keep(final List<Kept> kept, final int start, final int end) {
        if (start < end) {
            kept.add(new Kept(start, end));
        }
    }

    private static boolean isZero(final ByteBuffer bytes, final int start) {
        for (int at = start; at < start + BLOCK; at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
