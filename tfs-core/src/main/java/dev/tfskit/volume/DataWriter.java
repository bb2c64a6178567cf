// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.schema.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes the bytes of files to the device. After a failed write the volume has failed. Thread-safe. */
final class DataWriter {

    private static final int BLOCK = BlockDevice.BLOCK_BYTES;
    /**
     * The most bytes that are copied to be padded in one write; longer data is written as it is, with its padding
     * apart.
     */
    private static final int GATHER_BYTES = 128 << 10;

    private final BlockDevice device;
    private final Committer committer;

    DataWriter(BlockDevice device, Committer committer) {
        this.device = device;
        this.committer = committer;
    }

    /**
     * Writes bytes.
     *
     * @param offset the offset on the volume in bytes
     * @param source the source, whose next {@code count} bytes are written
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

    /** Overwrites bytes with zeros. */
    void writeZeros(long offset, long count) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(count, GATHER_BYTES));
        for (long done = 0; done < count; done += zeros.capacity()) {
            write(offset + done, zeros.clear(), (int) Math.min(count - done, zeros.capacity()));
        }
    }

    /**
     * Fills blocks that hold nothing yet: zeros go before and behind the caller's bytes.
     *
     * @param extent the blocks
     * @param position the position of the bytes in the file
     * @param source the source, whose next {@code count} bytes are written
     */
    void writePadded(Extent extent, long position, int count, ByteBuffer source) throws IOException {
        long offset = extent.volumeOffset(position);
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
