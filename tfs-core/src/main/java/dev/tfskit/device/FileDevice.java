// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.device;

import dev.tfskit.hostfile.LockRetryPolicy;
import dev.tfskit.hostfile.LockedException;
import dev.tfskit.hostfile.OpenImageRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A regular file or a host's block device as storage. While one is open for writing, nothing else in this program opens
 * the file: the host's locks belong to a whole process and fall when any of its channels to the file is closed. Thread
 * safe; but the JDK closes a channel when a thread that uses it is interrupted.
 */
public final class FileDevice implements ResizableDevice {

    private final Path path;
    private final FileChannel channel;
    private final Optional<OpenImageRegistry> opened;

    /**
     * Storage over an open channel, which {@link #close} closes.
     *
     * @param path its name, for messages
     * @param channel open for what will be asked of it
     */
    public FileDevice(Path path, FileChannel channel) {
        this(path, channel, Optional.empty());
    }

    private FileDevice(Path path, FileChannel channel, Optional<OpenImageRegistry> opened) {
        this.path = path;
        this.channel = channel;
        this.opened = opened;
    }

    /**
     * Opens an existing file for reading.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when the file cannot be opened
     * @throws IOException when opening fails otherwise
     */
    public static FileDevice openForReading(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory; an image file is expected");
        }
        OpenImageRegistry opened = OpenImageRegistry.forReading(path);
        return new FileDevice(path, opened.channel(), Optional.of(opened));
    }

    /**
     * Opens an existing file for reading and writing, and locks it until {@link #close}.
     *
     * @throws FileSystemException when the file cannot be opened, with the reason as its type; or naming who else works
     *     on it
     * @throws IOException when opening fails otherwise
     */
    public static FileDevice openForWriting(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory; an image file is expected");
        }
        OpenImageRegistry opened = OpenImageRegistry.forWriting(path);
        return new FileDevice(path, opened.channel(), Optional.of(opened));
    }

    /**
     * Whether a file is locked by somebody who writes to it, in another program or in this one.
     *
     * @throws IOException when the file cannot be opened for reading
     */
    public static boolean isLocked(Path path) throws IOException {
        return OpenImageRegistry.probe(path, () -> isLockedElsewhere(path)).orElse(true);
    }

    /**
     * Whether a file is locked by somebody who writes to it, also after waiting for one who is about to end, see
     * {@link LockRetryPolicy}.
     *
     * @throws IOException when the file cannot be opened for reading
     */
    public static boolean staysLocked(Path path) throws IOException {
        try {
            return LockRetryPolicy.attempt(path, () -> {
                if (isLocked(path)) {
                    throw new LockedException(path, "is being written to by another program");
                }
                return false;
            });
        } catch (LockedException e) {
            return true;
        }
    }

    private static boolean isLockedElsewhere(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return shared == null;
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return true;
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException(path + " ends at byte " + channel.size() + ", but byte " + at + " is needed");
            }
            at += count;
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        long at = offset;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw naming(e);
        }
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(false);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw naming(e);
        }
    }

    /** The channel's own exceptions give the reason, such as a full disk, but not of which file. */
    private IOException naming(IOException e) {
        FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    @Override
    public void resize(long bytes) throws IOException {
        if (bytes > channel.size()) {
            // Java grows a file only by writing to it.
            write(bytes - 1, ByteBuffer.allocate(1));
        } else {
            channel.truncate(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (opened.isPresent()) {
            opened.get().close();
        } else {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
