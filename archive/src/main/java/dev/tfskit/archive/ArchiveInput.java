// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.tar.ByteSource;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive. A file is opened once, because a pipe loses its bytes and its writer when it is closed.
 * Closing the input also closes a channel or stream that the caller opened. Not thread-safe.
 */
final class ArchiveInput implements Closeable {

    private static final int BUFFER_BYTES = 256 << 10;

    private final String name;
    private final BufferedInputStream stream;
    /** The file, if it can be read at any position. */
    private final @Nullable FileChannel file;

    private final long start;

    private ArchiveInput(String name, InputStream stream, @Nullable FileChannel file, long start) {
        this.name = name;
        this.stream = new BufferedInputStream(stream, BUFFER_BYTES);
        this.file = file;
        this.start = start;
    }

    /** Opens a file, a device or a pipe. */
    static ArchiveInput open(Path file) throws IOException {
        return of(FileChannel.open(file, StandardOpenOption.READ), file.toString());
    }

    /** Reads an open file, a device or a pipe from its current position on. */
    static ArchiveInput of(FileChannel channel, String name) {
        long start;
        try {
            start = channel.position();
        } catch (IOException e) {
            // Only files have positions.
            return new ArchiveInput(name, ChannelInput.ofPipe(channel, name), null, 0);
        }
        return new ArchiveInput(name, ChannelInput.from(channel, name, start), channel, start);
    }

    /** Reads a stream. */
    static ArchiveInput of(InputStream stream, String name) {
        return new ArchiveInput(name, stream, null, 0);
    }

    /** Returns the name of the archive in messages. */
    String name() {
        return name;
    }

    /** Returns the bytes from the beginning of the archive on; every call returns the same stream. */
    BufferedInputStream stream() {
        return stream;
    }

    /** Returns the kind of the input, which decides how much is read behind the end of the archive. */
    ByteSource.Origin origin() {
        return file != null ? ByteSource.Origin.FILE : ByteSource.Origin.STREAM;
    }

    /** Returns the file when it can be read at any position; empty for a stream. */
    Optional<FileChannel> file() {
        return Optional.ofNullable(file);
    }

    /** Returns the position in the file at which the archive begins. */
    long start() {
        return start;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
