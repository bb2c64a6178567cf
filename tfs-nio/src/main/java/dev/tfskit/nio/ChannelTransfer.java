// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Copies bytes between a file and another channel through a buffer. The other channel may block for long, so no
 * operation on the file is in progress while the other channel is read or written.
 */
final class ChannelTransfer {

    private static final int BUFFER_BYTES = 256 << 10;

    private ChannelTransfer() {}

    /** Writes bytes of a file to a channel, until it takes no more; returns how many. */
    static long out(FileChannel file, long position, long count, WritableByteChannel target) throws IOException {
        ByteBuffer buffer = buffer(count);
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            if (file.read(buffer, position + done) < 0) {
                break;
            }
            buffer.flip();
            done += target.write(buffer);
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return done;
    }

    /** Writes bytes of a channel to a file, until the channel has no more; returns how many. */
    static long in(ReadableByteChannel source, FileChannel file, long position, long count) throws IOException {
        ByteBuffer buffer = buffer(count);
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            if (source.read(buffer) <= 0) {
                break;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                done += file.write(buffer, position + done);
            }
        }
        return done;
    }

    private static ByteBuffer buffer(long count) {
        return ByteBuffer.allocate((int) Math.min(count, BUFFER_BYTES));
    }
}
