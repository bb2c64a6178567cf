// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.io.ByteRange;
import dev.tfskit.posix.PosixHost;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A regular file of the host. */
final class HostContent implements Content {

    /**
     * From this size on the host is asked where the holes of a file are. Below it, reading them as zeros takes less
     * time than it takes to load what asks.
     */
    private static final long SEEK_HOLES_FROM_BYTES = 16 << 20;

    private final Path file;
    private final long size;

    HostContent(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    private record Open(FileChannel channel) implements Reader {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public Reader open() throws IOException {
        return new Open(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        if (size < SEEK_HOLES_FROM_BYTES) {
            return Optional.empty();
        }
        Optional<PosixHost> posix = PosixHost.open();
        if (posix.isEmpty()) {
            return Optional.empty();
        }
        try (PosixHost host = posix.get()) {
            return Optional.of(host.dataRanges(file, size));
        }
    }

    /** Its name in messages. */
    @Override
    public String toString() {
        return file.toString();
    }
}
