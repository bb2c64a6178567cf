// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract.walk;

import dev.tfskit.error.TfsFormatException;
import dev.tfskit.schema.Extent;
import dev.tfskit.volume.RunReader;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Reads the contents of files from a volume. One large read serves many files when their blocks are adjacent, as in
 * most images; otherwise the reader does not read ahead. Not thread-safe.
 */
public final class VolumeReader {

    /** The most bytes of one read. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int FIRST_AHEAD = 8 << 10;

    private final RunReader.Source source;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MOST_BYTES);
    private long start;
    private int length;
    private int ahead;

    VolumeReader(RunReader.Source source, long size) {
        this.source = source;
        this.size = size;
    }

    /**
     * Creates a reader of a volume, which stays open.
     *
     * @param volume the volume
     * @return the reader
     */
    public static VolumeReader of(Volume volume) {
        return new VolumeReader(volume::read, volume.blocks() * Extent.BLOCK_BYTES);
    }

    /**
     * Reads bytes of the volume.
     *
     * @param offset the offset of the first byte, in bytes from the start of the volume
     * @param count the number of bytes, at most {@value #MOST_BYTES}
     * @return a direct buffer with the bytes, valid until the next call
     * @throws TfsFormatException when the image ends before them
     * @throws UnreadableException when the device cannot read them
     * @throws ClosedChannelException when the device is closed
     */
    public ByteBuffer read(long offset, int count) throws IOException {
        if (offset < start || offset + count > start + length) {
            fill(offset, count);
        }
        return buffer.slice((int) (offset - start), count);
    }

    private void fill(long offset, int count) throws IOException {
        // Files end within blocks, so the next file begins a little behind the end of the previous one.
        boolean forward = offset >= start && offset - start <= length + (long) Extent.BLOCK_BYTES;
        ahead = forward ? Math.clamp(2L * ahead, FIRST_AHEAD, MOST_BYTES) : 0;
        int most = (int) Math.min(Math.max(count, ahead), size - offset);
        length = 0;
        start = offset;
        if (most <= count || !fillAhead(most)) {
            readExactly(count);
        }
    }

    /** Reads ahead. An error behind the requested bytes is not reported: another file may never need those bytes. */
    private boolean fillAhead(int count) throws ClosedChannelException {
        try {
            readExactly(count);
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            ahead = 0;
            return false;
        }
    }

    private void readExactly(int count) throws IOException {
        try {
            source.read(start, buffer.clear().limit(count));
            length = count;
        } catch (IOException e) {
            throw UnreadableException.of(e);
        } finally {
            buffer.clear();
        }
    }
}
