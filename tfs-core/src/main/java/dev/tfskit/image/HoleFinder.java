package dev.tfskit.image;

import dev.tfskit.posix.PosixHost;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Asks the host where the holes of large files are. It begins to do so at the first of them: that costs start-up. For one thread. */
final class HoleFinder implements Closeable {

    private boolean begun;
    private Optional<PosixHost> host = Optional.empty();

    /** The ranges of a file that hold data; empty where the host cannot tell. */
    Optional<List<PosixHost.DataRange>> dataRanges(final Path file, final long size) throws IOException {
        if (!begun) {
            begun = true;
            host = PosixHost.open();
        }
        return host.isEmpty() ? Optional.empty() : Optional.of(host.get().dataRanges(file, size));
    }

    @Override
    public void close() {
        host.ifPresent(PosixHost::close);
    }
}
