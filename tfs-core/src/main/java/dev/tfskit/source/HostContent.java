// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.io.ByteRange;
import dev.tfskit.message.NamedFailure;
import dev.tfskit.posix.PosixHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The content of a regular file of the host. {@link #open} opens the file each time. Thread-safe. */
public final class HostContent implements Content {

    /**
     * The least size in bytes of a file whose holes are requested from the host. In a smaller file, reading holes as
     * zeros takes less time than binding the system calls, which takes as long as reading this many bytes.
     */
    private static final long SEEK_HOLES_FROM_BYTES = 128 << 20;

    private final Path file;
    private final long size;

    /**
     * Names the content of a file; opens nothing. When the file is gone later, {@link #open} throws
     * {@link java.nio.file.NoSuchFileException}, and the build fails. A build leaves out a file only when its content
     * throws {@link VanishedException}.
     *
     * @param file the file, which is not followed when it is a symbolic link
     * @param size the length in bytes when the source measured the file
     */
    public HostContent(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Returns whether {@link #dataRanges} requests the holes of a file of this size from the host.
     *
     * @param size the length in bytes
     * @return whether holes are requested
     */
    public static boolean reportsHoles(long size) {
        return size >= SEEK_HOLES_FROM_BYTES;
    }

    private record Open(Path file, FileChannel channel) implements Reader {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            try {
                return channel.read(target, position);
            } catch (IOException e) {
                throw NamedFailure.of(file, e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } catch (IOException e) {
                throw NamedFailure.of(file, e);
            }
        }
    }

    @Override
    public Reader open() throws IOException {
        return new Open(file, FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        if (!reportsHoles(size) || !PosixHost.serves(file)) {
            return Optional.empty();
        }
        try (PosixHost host = PosixHost.open().orElseThrow()) {
            return host.dataRanges(file, size);
        }
    }

    /**
     * Returns the file.
     *
     * @return its path on the host
     */
    public Path file() {
        return file;
    }

    /** Returns the name for messages. */
    @Override
    public String toString() {
        return file.toString();
    }
}
