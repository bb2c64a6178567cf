// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A channel that is opened on a directory, as Linux allows: {@link #force} makes the entries durable, and nothing can
 * be read. Thread-safe.
 */
final class DirectoryChannel extends FileChannel {

    private final TfsFileSystem fileSystem;

    DirectoryChannel(TfsFileSystem fileSystem) {
        this.fileSystem = fileSystem;
        fileSystem.add(this);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        fileSystem.working(() -> {
            fileSystem.commit();
            return true;
        });
    }

    @Override
    protected void implCloseChannel() {
        fileSystem.remove(this);
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private IOException refusal() throws ClosedChannelException {
        checkOpen();
        return new IOException("Is a directory");
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        throw refusal();
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        throw refusal();
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        throw refusal();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        throw refusal();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        throw refusal();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        throw refusal();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        throw refusal();
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        return 0;
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        checkOpen();
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return 0;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        throw notWritable();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        throw notWritable();
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        throw notWritable();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        throw notWritable();
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) throws IOException {
        throw notWritable();
    }

    private NonWritableChannelException notWritable() throws ClosedChannelException {
        checkOpen();
        return new NonWritableChannelException();
    }
}
