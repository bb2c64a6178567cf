// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.hostfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An open file of the host that is read and written at positions, which are in bytes from 0. Thread-safe. */
public interface PositionalFile extends Closeable {

    /**
     * Returns the operations of a channel, which closes when a thread is interrupted in one of them.
     *
     * @param channel the channel
     * @return the same file; closing it closes the channel
     */
    static PositionalFile of(FileChannel channel) {
        return new OfChannel(channel);
    }

    /**
     * Reads bytes.
     *
     * @param target the buffer to fill
     * @param position the position of the first byte
     * @return the number of bytes; -1 when the file ends there
     * @throws IOException when the host cannot read
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes bytes.
     *
     * @param source the bytes
     * @param position the position of the first byte
     * @return the number of bytes that were written
     * @throws IOException when the host cannot write
     */
    int write(ByteBuffer source, long position) throws IOException;

    /**
     * Returns the size.
     *
     * @return the size in bytes
     * @throws IOException when the host does not know it
     */
    long size() throws IOException;

    /**
     * Shortens the file.
     *
     * @param bytes the new size, at most the present one
     * @throws IOException when the host cannot do it
     */
    void truncate(long bytes) throws IOException;

    /**
     * Makes the bytes durable; of a file that is open only for reading, also the time of the last change.
     *
     * @throws IOException when the host cannot do it
     */
    void force() throws IOException;

    /**
     * Locks the whole file against other processes, until it is closed.
     *
     * @return false when another process has it locked
     * @throws IOException when the host cannot lock it
     */
    boolean tryLock() throws IOException;

    /**
     * A channel.
     *
     * @param channel the channel
     */
    record OfChannel(FileChannel channel) implements PositionalFile {

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return channel.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long bytes) throws IOException {
            channel.truncate(bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public boolean tryLock() throws IOException {
            return channel.tryLock() != null;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
