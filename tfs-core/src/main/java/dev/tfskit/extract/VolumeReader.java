// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.extract;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.error.TfsFormatException;
import dev.tfskit.volume.RunReader;
import dev.tfskit.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * Reads the contents of files from a volume. One large read serves many files when their blocks are adjacent, as in
 * most images; otherwise the reader does not read ahead. Not thread safe.
 */
public final class VolumeReader {

    /** The most that can be read at once. */
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
        return new VolumeReader(volume::read, volume.blocks() * BlockDevice.BLOCK_BYTES);
    }

    /**
     * Reads bytes of the volume.
     *
     * @param offset of the first
     * @param count how many, at most {@value #MOST_BYTES}
     * @return a direct buffer of them, to be used before the next call
     * @throws TfsFormatException when they are damaged
     * @throws UnreadableException when they cannot be read
     * @throws ClosedChannelException when nothing can be read any more
     */
    public ByteBuffer read(long offset, int count) throws IOException {
        if (offset < start || offset + count > start + length) {
            fill(offset, count);
        }
        return buffer.slice((int) (offset - start), count);
    }

    private void fill(long offset, int count) throws IOException {
        // Files end within blocks, so the next begins a little behind the end of the one before.
        boolean forward = offset >= start && offset - start <= length + (long) BlockDevice.BLOCK_BYTES;
        ahead = forward ? Math.clamp(2L * ahead, FIRST_AHEAD, MOST_BYTES) : 0;
        int most = (int) Math.min(Math.max(count, ahead), size - offset);
        length = 0;
        start = offset;
        if (most <= count || !fillAhead(most)) {
            readExactly(count);
        }
    }

    /** Trouble behind what was asked for is nobody's yet. */
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
        } catch (TfsFormatException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        } finally {
            buffer.clear();
        }
    }
}
