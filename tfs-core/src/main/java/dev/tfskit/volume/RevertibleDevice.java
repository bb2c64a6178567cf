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
 * A device that can get its old size back when an update ends without a commit. A device that can grow does so as the
 * volume needs it. {@link #restore} cuts it to the size of the last commit, unless another commit has reached its
 * commit point; after that cut, writes throw {@link ClosedChannelException}. A device of another kind keeps its size.
 * Thread-safe.
 */
final class RevertibleDevice extends FilterDevice<BlockDevice> {

    private final @Nullable ResizableDevice file;
    private volatile long oldBytes;
    /** Writers share the lock, so that none of them is under way when the file is cut. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean isKept;
    private boolean isRestored;

    private RevertibleDevice(BlockDevice device, @Nullable ResizableDevice file) throws IOException {
        super(device);
        this.file = file;
        this.oldBytes = device.size();
    }

    /** Returns a device that can get its present size back. */
    static RevertibleDevice of(BlockDevice device) throws IOException {
        return new RevertibleDevice(device, device instanceof ResizableDevice file && file.canGrow() ? file : null);
    }

    /** Returns whether the device can grow. */
    boolean canGrow() {
        return file != null;
    }

    /** Returns whether a run of blocks lies within the old size. */
    boolean includes(BlockRun run) {
        return run.end() * BlockDevice.BLOCK_BYTES <= oldBytes;
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

    /** Makes the device at least so large that it has all blocks before a block. */
    void growTo(long block) throws IOException {
        long bytes = Math.multiplyExact(block, (long) BlockDevice.BLOCK_BYTES);
        lock.writeLock().lock();
        try {
            checkOpen();
            if (file != null && file.size() < bytes) {
                file.resize(DeviceGrowth.wholeSteps(bytes));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Returns whether the device is larger than its old size. */
    boolean hasGrown() throws IOException {
        return file != null && file.size() > oldBytes;
    }

    /** Lets the device keep its size, because the log may refer to the new blocks from now on. */
    void keepGrowth() throws ClosedChannelException {
        lock.writeLock().lock();
        try {
            checkOpen();
            isKept = true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Takes the present size for the old one, because a commit has made it durable. Later growth can be undone again.
     */
    void forgetOldSize() throws IOException {
        lock.writeLock().lock();
        try {
            oldBytes = device().size();
            isKept = file == null;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Gives the device its old size back and ends writing, unless {@link #keepGrowth} was called. */
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
