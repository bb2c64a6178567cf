// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.volume;

import dev.tfskit.device.BlockDevice;
import dev.tfskit.device.ResizableDevice;
import dev.tfskit.device.filter.FilterDevice;
import dev.tfskit.space.BlockRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The device of a volume that one commit changes, with the end of its file. A file that is a volume by itself grows
 * with what is written; when no commit follows, it gets its old size back, and nothing is written from then on. A
 * partition has a fixed end. Thread-safe.
 */
final class FileEnd extends FilterDevice<BlockDevice> {

    private static final long STEP_BYTES = 512 << 10;

    private final @Nullable ResizableDevice file;
    private volatile long oldBytes;
    /** Writers share the lock, so that none of them is under way when the file is cut. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean isKept;
    private boolean isRestored;

    private FileEnd(BlockDevice device, @Nullable ResizableDevice file, boolean isKept) throws IOException {
        super(device);
        this.file = file;
        this.oldBytes = device.size();
        this.isKept = isKept;
    }

    /** Notes the present end of a device. */
    static FileEnd of(BlockDevice device) throws IOException {
        return new FileEnd(device, device instanceof ResizableDevice resizable ? resizable : null, false);
    }

    /** Returns the end of a device whose size others choose: that of a new volume. */
    static FileEnd fixed(BlockDevice device) throws IOException {
        return new FileEnd(device, null, true);
    }

    /** Returns whether the volume can become larger where it is. */
    boolean canMove() {
        return file != null;
    }

    /** Returns whether a run lies within the file as it was. */
    boolean includes(BlockRun run) {
        return file == null || run.end() * BlockDevice.BLOCK_BYTES <= oldBytes;
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        lock.readLock().lock();
        try {
            checkOpen();
            super.write(offset, source);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void zero(long offset, long bytes) throws IOException {
        lock.readLock().lock();
        try {
            checkOpen();
            device().zero(offset, bytes);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (isRestored) {
            throw new ClosedChannelException();
        }
    }

    /** Makes the file so large that the log can refer to all blocks before a block. */
    void moveBehind(long block) throws IOException {
        long bytes = Math.multiplyExact(block, (long) BlockDevice.BLOCK_BYTES);
        lock.writeLock().lock();
        try {
            checkOpen();
            if (file != null && file.size() < bytes) {
                file.resize(Math.multiplyExact(Math.ceilDiv(bytes, STEP_BYTES), STEP_BYTES));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns whether the file is larger than it was. */
    boolean hasMoved() throws IOException {
        return file != null && file.size() > oldBytes;
    }

    /** Lets the file keep its size, because the log may refer to the new blocks from now on. */
    void keep() throws ClosedChannelException {
        lock.writeLock().lock();
        try {
            checkOpen();
            isKept = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Lets {@link #restore} give the file its old size back, because the log does not refer to new blocks after all.
     */
    void release() {
        lock.writeLock().lock();
        try {
            isKept = false;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes the present size for the old one, because a commit has made it durable. */
    void forgetOldSize() throws IOException {
        oldBytes = device().size();
    }

    /** Gives the file its old size back and ends writing, unless its size is to stay. */
    void restore() throws IOException {
        lock.writeLock().lock();
        try {
            if (!isKept && !isRestored) {
                isRestored = true;
                if (file != null && file.size() > oldBytes) {
                    file.resize(oldBytes);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
