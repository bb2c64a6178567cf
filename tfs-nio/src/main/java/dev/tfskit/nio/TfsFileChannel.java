// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.volume.OpenFile;
import dev.tfskit.volume.SyncScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * An open file as a channel. Operations with a position of their own run at the same time; the others take turns. When
 * another thread closes the channel, an operation that has begun ends first. Thread-safe.
 */
final class TfsFileChannel extends FileChannel {

    private final TfsFileSystem fileSystem;
    private final OpenFile file;
    private final FileHandle handle;
    private final OpenRequest request;
    /** Guards the position, and keeps operations that use it apart. */
    private final Object turn = new Object();

    private long position;

    TfsFileChannel(TfsFileSystem fileSystem, OpenFile file, OpenRequest request) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.handle = new FileHandle(fileSystem, file, this);
        this.request = request;
        fileSystem.add(this);
    }

    /** An operation on the open file. Its result is a primitive number, so a read allocates no object for it. */
    private interface Operation {
        long run() throws IOException;
    }

    /** Runs an operation while neither the channel nor the file system is closed. */
    private long run(Operation operation) throws IOException {
        checkOpen();
        boolean completed = false;
        long result = 0;
        try {
            // An interrupt closes this channel; it must not close the channel of the image.
            begin();
            if (handle.enter()) {
                try {
                    result = operation.run();
                    completed = true;
                } finally {
                    handle.leave();
                }
            }
        } finally {
            end(completed);
        }
        return result;
    }

    /** Closes the file. A file system that is closed at the same time waits for the end of this method. */
    @Override
    protected void implCloseChannel() throws IOException {
        try {
            handle.close();
        } finally {
            fileSystem.remove(this);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkReadable() throws ClosedChannelException {
        checkOpen();
        if (!request.reads()) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (!request.writes()) {
            throw new NonWritableChannelException();
        }
    }

    private static void checkPosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("a negative position: " + position);
        }
    }

    private static void checkWritable(ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkReadable();
        checkWritable(dst);
        synchronized (turn) {
            int count = readAt(dst, position);
            position += Math.max(count, 0);
            return count;
        }
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        checkPosition(position);
        checkReadable();
        checkWritable(dst);
        return readAt(dst, position);
    }

    /** Returns the number of bytes; -1 when there are none because the file ends. */
    private int readAt(ByteBuffer target, long at) throws IOException {
        boolean hasRoom = target.hasRemaining();
        int count = (int) run(() -> hasRoom ? file.read(at, target) : 0);
        return count == 0 && hasRoom ? -1 : count;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, dsts.length);
        checkReadable();
        long total = 0;
        synchronized (turn) {
            for (int i = offset; i < offset + length; i++) {
                int count = read(dsts[i]);
                if (count < 0 && total == 0) {
                    return -1;
                }
                total += Math.max(count, 0);
                if (dsts[i].hasRemaining()) {
                    break;
                }
            }
        }
        return total;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkWritable();
        synchronized (turn) {
            if (request.appends()) {
                return append(src);
            }
            int count = writeAt(src, position);
            position += count;
            return count;
        }
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        checkPosition(position);
        checkWritable();
        return request.appends() ? append(src) : writeAt(src, position);
    }

    private int append(ByteBuffer source) throws IOException {
        int before = source.remaining();
        run(() -> before == 0 ? 0 : synced(file.append(source)));
        return before - source.remaining();
    }

    private int writeAt(ByteBuffer source, long at) throws IOException {
        boolean hasBytes = source.hasRemaining();
        return (int) run(() -> hasBytes ? synced(file.write(at, source)) : 0);
    }

    /** Makes what was written durable when the file was opened so. */
    private long synced(long result) throws IOException {
        if (request.syncs().isPresent()) {
            file.sync(request.syncs().get());
        }
        return result;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, srcs.length);
        checkWritable();
        long total = 0;
        synchronized (turn) {
            for (int i = offset; i < offset + length; i++) {
                total += write(srcs[i]);
                if (srcs[i].hasRemaining()) {
                    break;
                }
            }
        }
        return total;
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        synchronized (turn) {
            return request.appends() ? size() : position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        checkOpen();
        checkPosition(newPosition);
        synchronized (turn) {
            position = newPosition;
        }
        return this;
    }

    @Override
    public long size() throws IOException {
        return run(file::length);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        checkOpen();
        if (size < 0) {
            throw new IllegalArgumentException("a negative size: " + size);
        }
        checkWritable();
        synchronized (turn) {
            run(() -> {
                if (size < file.length()) {
                    file.truncate(size);
                }
                return synced(0);
            });
            position = Math.min(position, size);
        }
        return this;
    }

    /**
     * Makes the file durable, with its names.
     *
     * @param metaData whether its attributes without which the content can be read, and all earlier changes of the
     *     volume, become durable, too
     */
    @Override
    public void force(boolean metaData) throws IOException {
        run(() -> {
            if (!fileSystem.isReadOnly()) {
                file.sync(metaData ? SyncScope.ALL : SyncScope.DATA);
            }
            return 0;
        });
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        checkReadable();
        if (!target.isOpen()) {
            throw new ClosedChannelException();
        }
        checkPosition(position);
        checkCount(count);
        if (target instanceof TfsFileChannel own) {
            own.checkWritable();
        }
        return ChannelTransfer.out(this, position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) throws IOException {
        checkOpen();
        if (!src.isOpen()) {
            throw new ClosedChannelException();
        }
        checkWritable();
        checkPosition(position);
        checkCount(count);
        return ChannelTransfer.in(src, this, position, count);
    }

    private static void checkCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a negative count: " + count);
        }
    }

    /**
     * Throws, because this channel cannot map a file.
     *
     * @throws UnsupportedOperationException always: the bytes of a file may lie at several places of the image
     */
    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException(
                "a file in a TFS image cannot be mapped into memory, because its bytes may lie at several places of the"
                        + " image; read it instead");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        TfsFileLock lock = newLock(position, size, shared);
        try {
            run(() -> {
                handle.lock(lock);
                return 0;
            });
        } catch (ClosedByInterruptException e) {
            throw (IOException) new FileLockInterruptionException().initCause(e);
        }
        return lock;
    }

    /** Never waits, so an interrupt has no effect. */
    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        TfsFileLock lock = newLock(position, size, shared);
        if (!handle.enter()) {
            throw new ClosedChannelException();
        }
        try {
            handle.lock(lock);
        } finally {
            handle.leave();
        }
        return lock;
    }

    private TfsFileLock newLock(long position, long size, boolean shared) throws ClosedChannelException {
        if (shared) {
            checkReadable();
        } else {
            checkWritable();
        }
        // A size of zero stands for the largest possible range, as for any FileChannel.
        long bytes = size == 0 ? Long.MAX_VALUE - Math.max(0, position) : size;
        return new TfsFileLock(this, handle, position, bytes, shared);
    }
}
