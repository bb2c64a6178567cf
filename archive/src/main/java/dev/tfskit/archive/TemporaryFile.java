// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.message.Messages;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for bytes that are read more than once or out of order. Its name is removed when the file is made, so nothing
 * stays behind however the process ends. Not thread-safe, but the channel is.
 */
public final class TemporaryFile implements Closeable {

    private static final int PIECE_BYTES = 256 << 10;

    private final FileChannel channel;
    private final Path directory;
    private final String subject;

    private TemporaryFile(FileChannel channel, Path directory, String subject) {
        this.channel = channel;
        this.directory = directory;
        this.subject = subject;
    }

    /**
     * Makes an empty file.
     *
     * @param directory an existing directory
     * @param subject the name, for messages, of the file whose bytes it receives
     * @return the file
     * @throws FullException when the file cannot be made
     */
    public static TemporaryFile in(Path directory, String subject) throws IOException {
        try {
            Path file = Files.createTempFile(directory, "tfs-", ".tmp");
            return new TemporaryFile(
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE),
                    directory,
                    subject);
        } catch (IOException e) {
            throw new FullException(directory, subject, e);
        }
    }

    /** Thrown when a temporary file cannot be created or written, most often because the disk is full. */
    public static final class FullException extends FileSystemException {

        private static final long serialVersionUID = 1;

        private FullException(Path directory, String subject, IOException problem) {
            super(
                    subject,
                    null,
                    "needs a temporary file in " + directory + ", which cannot be written: " + reason(problem)
                            + "; create it, free some space there, or name another directory with TMPDIR");
            initCause(problem);
        }

        private static String reason(IOException problem) {
            return switch (problem) {
                case NoSuchFileException _ -> "there is no such directory";
                case AccessDeniedException _ -> "permission denied";
                default -> Messages.reasonInSentence(problem);
            };
        }
    }

    /**
     * Returns the file for reading.
     *
     * @return the channel, which this object closes
     */
    public FileChannel channel() {
        return channel;
    }

    /**
     * Returns how many bytes were appended.
     *
     * @return the size in bytes
     * @throws IOException when the size cannot be read
     */
    public long size() throws IOException {
        return channel.size();
    }

    /**
     * Appends bytes.
     *
     * @param bytes the bytes; all remaining ones are appended
     * @throws FullException when they cannot be written, such as when the disk is full
     */
    public void append(ByteBuffer bytes) throws IOException {
        write(bytes, channel.size());
    }

    /**
     * Appends all bytes of a stream. Long runs of zeros become holes, so a sparse image stays sparse.
     *
     * @param stream read to its end and left open
     * @throws FullException when the bytes cannot be written, such as when the disk is full
     * @throws IOException when the stream cannot be read
     */
    public void appendAll(InputStream stream) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long end = channel.size();
        for (int count = stream.readNBytes(piece, 0, PIECE_BYTES);
                count > 0;
                count = stream.readNBytes(piece, 0, PIECE_BYTES)) {
            if (!isZero(piece, count)) {
                write(ByteBuffer.wrap(piece, 0, count), end);
            }
            end += count;
        }
        if (end > channel.size()) {
            write(ByteBuffer.allocate(1), end - 1);
        }
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        try {
            for (long at = position; bytes.hasRemaining(); ) {
                at += channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new FullException(directory, subject, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
