// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/** A lock on a range of a file, held in the table of its file system. Thread-safe. */
final class TfsFileLock extends FileLock {

    private final FileHandle handle;

    TfsFileLock(FileChannel channel, FileHandle handle, long position, long size, boolean shared) {
        super(channel, position, size, shared);
        this.handle = handle;
    }

    @Override
    public boolean isValid() {
        return acquiredBy().isOpen() && handle.holds(this);
    }

    @Override
    public void release() throws IOException {
        if (!acquiredBy().isOpen()) {
            throw new ClosedChannelException();
        }
        handle.unlock(this);
    }
}
