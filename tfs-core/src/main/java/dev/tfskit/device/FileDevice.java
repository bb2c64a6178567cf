package dev.tfskit.device;

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

/** A regular file or a host's block device as storage. Thread safe. */
public final class FileDevice implements ResizableDevice {

    private final Path path;
    private final FileChannel channel;

    /**
     * Storage over an open channel, which {@link #close} closes.
     *
     * @param path its name, for messages
     * @param channel open for what will be asked of it
     */
    public FileDevice(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens an existing file for reading.
     *
     * @throws java.nio.file.FileSystemException with the reason as its type, when the file cannot be opened
     * @throws IOException when opening fails otherwise
     */
    public static FileDevice openForReading(final Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory; an image file is expected");
        }
        return new FileDevice(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    /**
     * Whether another program holds a lock on a file, because it writes to it.
     *
     * @throws IOException when the file cannot be opened for reading
     */
    public static boolean isLockedElsewhere(final Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException lockedByThisProgram) {
            return true;
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void read(final long offset, final ByteBuffer target) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            final int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException(path + " ends at byte " + channel.size() + ", but byte " + at + " is needed");
            }
            at += count;
        }
    }

    @Override
    public void write(final long offset, final ByteBuffer source) throws IOException {
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
    private IOException naming(final IOException e) {
        final FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    @Override
    public void resize(final long bytes) throws IOException {
        if (bytes > channel.size()) {
            // Java grows a file only by writing to it.
            write(bytes - 1, ByteBuffer.allocate(1));
        } else {
            channel.truncate(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
