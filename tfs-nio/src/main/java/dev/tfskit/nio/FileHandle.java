// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import dev.tfskit.volume.OpenFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/**
 * The open file of one channel, and the locks of that channel. Operations that have begun keep the file open: it is
 * closed, and its locks end, once the channel is closed and the last operation has ended. No operation begins after the
 * file system has begun to close. Thread-safe.
 */
final class FileHandle {

    private final TfsFileSystem fileSystem;
    private final OpenFile file;
    private final FileChannel channel;
    private final Gate gate = new Gate();

    /** Creates the handle of a channel, which closes it. */
    FileHandle(TfsFileSystem fileSystem, OpenFile file, FileChannel channel) {
        this.fileSystem = fileSystem;
        this.file = file;
        this.channel = channel;
    }

    /**
     * Begins an operation. A caller that gets true calls {@link #leave}.
     *
     * @return false when the channel or its file system is closed; the channel is closed then
     */
    boolean enter() throws IOException {
        if (!fileSystem.gate().enter()) {
            channel.close();
            return false;
        }
        if (gate.enter()) {
            return true;
        }
        fileSystem.gate().leave();
        return false;
    }

    /** Ends an operation, and the use of the file after the last operation of a closed channel. */
    void leave() throws IOException {
        try {
            if (gate.leave()) {
                release();
            }
        } finally {
            fileSystem.gate().leave();
        }
    }

    /** Ends the use of the file, now or after the last operation. Must be called only once. */
    void close() throws IOException {
        if (gate.shut()) {
            release();
        }
    }

    private void release() throws IOException {
        fileSystem.locks().removeAll(file.file(), channel);
        file.close();
    }

    /**
     * Adds a lock of the channel.
     *
     * @throws OverlappingFileLockException when another lock covers a part of the range
     */
    void lock(FileLock lock) {
        fileSystem.locks().add(file.file(), lock);
    }

    /** Returns whether the channel still has a lock. */
    boolean holds(FileLock lock) {
        return fileSystem.locks().holds(file.file(), lock);
    }

    /** Removes a lock. */
    void unlock(FileLock lock) {
        fileSystem.locks().remove(file.file(), lock);
    }
}
