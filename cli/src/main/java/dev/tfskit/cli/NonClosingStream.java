// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream that leaves its target open: closing the stream only flushes the target. Not thread-safe. */
public final class NonClosingStream extends FilterOutputStream {

    /** Creates a stream that writes to {@code target} without a buffer of its own. */
    public NonClosingStream(OutputStream target) {
        super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
