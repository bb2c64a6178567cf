// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What linked blocks need of those before them: the last bytes that came out. A few are kept, spread evenly over what
 * was unpacked so far, so that unpacking can start again near any place. Not thread safe.
 */
final class Lz4Windows {

    /** How far back a block can refer. */
    static final int WINDOW_BYTES = 64 << 10;

    /** With the windows, 16 MiB. */
    private static final int MOST_KEPT = 256;

    private final NavigableMap<Integer, byte[]> kept = new TreeMap<>();
    private int distance = 1;
    private Start latest = new Start(0, new byte[0]);

    /**
     * Where unpacking can start.
     *
     * @param block the number of the block to begin with
     * @param window the bytes before it, as far as it may refer to them
     */
    record Start(int block, byte[] window) {}

    /**
     * The last place at or before a block that unpacking can start from; the first block of its frame, if there is no
     * other.
     */
    Start before(Lz4Index.Block block) {
        int first = block.frame().firstBlock();
        Map.Entry<Integer, byte[]> found = kept.floorEntry(block.number());
        Start spread = found == null || found.getKey() < first
                ? new Start(first, new byte[0])
                : new Start(found.getKey(), found.getValue());
        return latest.block <= block.number() && latest.block > spread.block ? latest : spread;
    }

    /**
     * Notes what came out before a block.
     *
     * @param block its number; not the first of its frame, which refers to nothing
     * @param bytes end with what came out
     * @return as much of them as the block may refer to
     */
    byte[] add(int block, byte[] bytes) {
        byte[] window = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - WINDOW_BYTES), bytes.length);
        latest = new Start(block, window);
        if (block % distance == 0) {
            kept.put(block, window);
        }
        if (kept.size() > MOST_KEPT) {
            distance *= 2;
            kept.keySet().removeIf(number -> number % distance != 0);
        }
        return window;
    }
}
