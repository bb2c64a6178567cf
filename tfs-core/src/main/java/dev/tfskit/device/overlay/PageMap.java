// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device.overlay;

import dev.tfskit.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The bits stored in an overlay file: one for each page of the image, set if the file holds the page. Not thread-safe.
 */
final class PageMap {

    private static final int CHUNK_BYTES = OverlayLayout.PAGE_BYTES;
    private static final int CHUNK_BITS = CHUNK_BYTES * Byte.SIZE;

    private final BlockDevice file;
    private final OverlayLayout layout;
    private final BitSet stored;

    private PageMap(BlockDevice file, OverlayLayout layout, BitSet stored) {
        this.file = file;
        this.layout = layout;
        this.stored = stored;
    }

    /** Reads the bits. Those behind the last page of the image do not count. */
    static PageMap read(BlockDevice file, OverlayLayout layout) throws IOException {
        BitSet stored = new BitSet();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = 0; at < layout.mapBytes(); at += CHUNK_BYTES) {
            file.read(layout.mapOffset() + at, chunk.clear());
            BitSet bits = BitSet.valueOf(chunk.flip());
            int first = Math.toIntExact(at * Byte.SIZE);
            bits.stream()
                    .map(bit -> first + bit)
                    .filter(bit -> bit < layout.pages())
                    .forEach(stored::set);
        }
        return new PageMap(file, layout, stored);
    }

    /** Returns a copy of the bits. */
    BitSet copy() {
        return (BitSet) stored.clone();
    }

    /** Writes further bits. The caller has made their pages durable, and makes the bits durable. */
    void add(BitSet more) throws IOException {
        stored.or(more);
        for (int page = more.nextSetBit(0); page >= 0; ) {
            int first = page - page % CHUNK_BITS;
            int end = (int) Math.min((long) first + CHUNK_BITS, Integer.MAX_VALUE);
            byte[] bytes = Arrays.copyOf(stored.get(first, end).toByteArray(), CHUNK_BYTES);
            file.write(layout.mapOffset() + first / Byte.SIZE, ByteBuffer.wrap(bytes));
            page = more.nextSetBit(end);
        }
    }
}
