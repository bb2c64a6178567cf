// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Brings the bytes of files to the device. When that fails the volume has failed. Thread safe. */
final class DataWriter {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /** Up to this size bytes are padded in one buffer, more of them around their edges. */
    private static final int GATHER_BYTES = 128 << 10;

    private final BlockDevice device;
    private final Committer committer;

    DataWriter(BlockDevice device, Committer committer) {
        this.device = device;
        this.committer = committer;
    }

    /**
     * Writes over bytes of a file.
     *
     * @param offset where they go on the volume, in bytes
     * @param source its next {@code count} bytes are taken
     */
    void write(long offset, ByteBuffer source, int count) throws IOException {
        int callersLimit = source.limit();
        source.limit(source.position() + count);
        try {
            device.write(offset, source);
        } catch (IOException e) {
            throw committer.fail(e);
        } finally {
            source.limit(callersLimit);
        }
    }

    /** Writes zeros over bytes inside one block. */
    void writeZeros(long offset, int count) throws IOException {
        write(offset, ByteBuffer.allocate(count), count);
    }

    /**
     * Fills blocks that hold nothing yet: zeros stand around what comes from the caller.
     *
     * @param place has the blocks
     * @param position where the bytes go in the file
     * @param source its next {@code count} bytes are taken
     */
    void writePadded(Extent place, long position, int count, ByteBuffer source) throws IOException {
        long offset = place.volumeOffset(position);
        int head = (int) (position % BLOCK);
        int tail = (int) (-(position + count) & BLOCK - 1);
        if (head == 0 && tail == 0) {
            write(offset, source, count);
        } else if (count <= GATHER_BYTES) {
            ByteBuffer blocks = ByteBuffer.allocate(head + count + tail);
            blocks.position(head).put(source.slice(source.position(), count)).rewind();
            write(offset - head, blocks, blocks.capacity());
            source.position(source.position() + count);
        } else {
            writeZeros(offset - head, head);
            write(offset, source, count);
            writeZeros(offset + count, tail);
        }
    }
}
