// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an uncompressed archive, which can be read at any offset. The file is opened once. Thread-safe.
 *
 * <p>This is not a {@link java.nio.channels.FileChannel}: interrupting one thread that reads from a channel closes it
 * for all, and a source that is closed early interrupts its thread.
 */
final class ArchiveBytes implements Closeable {

    private final RandomAccessFile file;
    /** The temporary file to delete on closing, on a host that cannot delete an open file; otherwise null. */
    private final @Nullable Path leftover;

    private ArchiveBytes(RandomAccessFile file, @Nullable Path leftover) {
        this.file = file;
        this.leftover = leftover;
    }

    /**
     * Opens a file.
     *
     * @throws IOException when the file cannot be opened
     */
    static ArchiveBytes of(Path path) throws IOException {
        return new ArchiveBytes(new RandomAccessFile(path.toFile(), "r"), null);
    }

    /**
     * Creates an empty temporary file. It loses its name at once, so nothing is left behind even when the process is
     * killed. A host that keeps the names of open files loses it on {@link #close}.
     *
     * @param directory holds the file
     * @throws IOException when no file can be created in the directory
     */
    static ArchiveBytes temporary(Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "tfs-archive-", ".tar");
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            Files.delete(path);
            return new ArchiveBytes(file, null);
        } catch (FileSystemException e) {
            return new ArchiveBytes(file, path);
        }
    }

    /** Adds bytes at the end. */
    synchronized void append(byte[] bytes, int offset, int length) throws IOException {
        file.seek(file.length());
        file.write(bytes, offset, length);
    }

    /**
     * Reads some bytes.
     *
     * @param position the offset of the first byte
     * @return how many bytes were read, at least 1 when {@code length} is not 0; -1 at the end
     * @throws IOException when the file cannot be read
     */
    synchronized int read(long position, byte[] target, int offset, int length) throws IOException {
        file.seek(position);
        return file.read(target, offset, length);
    }

    /** Returns all bytes as a stream. Closing it leaves the file open. */
    InputStream stream() {
        return new Sequence();
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (leftover != null) {
            Files.deleteIfExists(leftover);
        }
    }

    /** Returns the number of bytes. */
    synchronized long length() throws IOException {
        return file.length();
    }

    /** The bytes from front to back. */
    private final class Sequence extends PiecewiseInput {

        private long position;

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = ArchiveBytes.this.read(position, target, offset, length);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = Math.max(0, Math.min(count, length() - position));
            position += skipped;
            return skipped;
        }
    }
}
