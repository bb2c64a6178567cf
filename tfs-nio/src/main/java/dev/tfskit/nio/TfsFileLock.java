// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;

/** A lock on a range of a file, held in the table of its file system. Thread-safe. */
final class TfsFileLock extends FileLock {

    private final TfsFileChannel channel;

    TfsFileLock(TfsFileChannel channel, long position, long size, boolean shared) {
        super(channel, position, size, shared);
        this.channel = channel;
    }

    @Override
    public boolean isValid() {
        return channel.isOpen() && channel.holds(this);
    }

    @Override
    public void release() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        channel.release(this);
    }
}
