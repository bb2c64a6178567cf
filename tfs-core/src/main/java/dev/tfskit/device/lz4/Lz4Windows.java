// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.lz4;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps windows: the last 64 KiB of content before a linked segment, to which its blocks may refer. A limited number of
 * windows is kept, spread evenly over the unpacked content, so that unpacking can restart near any offset. Not
 * thread-safe.
 */
final class Lz4Windows {

    /** The largest distance in bytes to which a block can refer. */
    static final int WINDOW_BYTES = 64 << 10;

    /** Limits the memory for windows to 16 MiB. */
    private static final int MOST_KEPT = 256;

    private final NavigableMap<Integer, byte[]> kept = new TreeMap<>();
    private int distance = 1;
    private Start latest = new Start(0, new byte[0]);

    /**
     * A position from which unpacking can start.
     *
     * @param segment the number of the first segment to unpack
     * @param window the content before it, up to 64 KiB
     */
    record Start(int segment, byte[] window) {}

    /** Returns the last start at or before a segment; the first segment of its frame if no window is nearer. */
    Start before(Lz4Index.Segment segment) {
        int first = segment.frame().firstSegment();
        Map.Entry<Integer, byte[]> found = kept.floorEntry(segment.number());
        Start spread = found == null || found.getKey() < first
                ? new Start(first, new byte[0])
                : new Start(found.getKey(), found.getValue());
        return latest.segment <= segment.number() && latest.segment > spread.segment ? latest : spread;
    }

    /**
     * Remembers the window of a segment.
     *
     * @param segment the number of the segment; not the first of its frame, which has no window
     * @param bytes end with the content before the segment
     * @return the window, up to 64 KiB
     */
    byte[] add(int segment, byte[] bytes) {
        byte[] window = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - WINDOW_BYTES), bytes.length);
        latest = new Start(segment, window);
        if (segment % distance == 0) {
            kept.put(segment, window);
        }
        if (kept.size() > MOST_KEPT) {
            distance *= 2;
            kept.keySet().removeIf(number -> number % distance != 0);
        }
        return window;
    }
}
