// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.hostfile.LockRetryPolicy;
import dev.tfskit.hostfile.LockedException;
import dev.tfskit.io.Handover;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other programs from writing to an image or overlay file that is mounted read-only: the mount would still show
 * cached data that is out of date. Several read-only mounts may share such a file.
 */
final class ReadingLock implements Closeable {

    private final FileChannel channel;

    private ReadingLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a file. The lock ends when this object is closed. It also ends when this process closes any other
     * descriptor of the file, because a POSIX lock belongs to the whole process.
     *
     * @throws LockedException when another program writes to the file and does not end
     */
    static ReadingLock on(Path file) throws IOException {
        return LockRetryPolicy.attempt(() -> now(file));
    }

    private static ReadingLock now(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try (Handover handover = new Handover(channel)) {
            if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                throw new LockedException(
                        file, "is being written to by another program; unmount or close it there first");
            }
            return handover.to(new ReadingLock(channel));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
