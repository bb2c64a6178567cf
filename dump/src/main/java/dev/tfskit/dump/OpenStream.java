package dev.tfskit.dump;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that is flushed and not closed by those who write to it. */
final class OpenStream extends BufferedOutputStream {

    private static final int BUFFER_BYTES = 256 << 10;

    OpenStream(final OutputStream target) {
        super(target, BUFFER_BYTES);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
