// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The stream for the data of a tool: bytes, and text as UTF-8 in any locale, collected into large writes.
 *
 * <p>Unlike {@link System#out} it reports every failure, as an {@link OutputException}. Nothing is written before the
 * buffer is full or {@link #flush} is called; {@link ToolRunner} closes the stream at the end. Not thread-safe.
 */
public final class StandardOutput extends OutputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream target;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    /** Creates a stream that writes to {@code target}. */
    public StandardOutput(OutputStream target) {
        this.target = Objects.requireNonNull(target);
    }

    /** Writes text unchanged; use {@link Printable} for names and other text from outside. */
    public void print(CharSequence text) throws OutputException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    /** Writes text and a line feed. */
    public void println(CharSequence text) throws OutputException {
        print(text);
        write('\n');
    }

    @Override
    public void write(int b) throws OutputException {
        if (used == BUFFER_BYTES) {
            drain();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws OutputException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > BUFFER_BYTES - used) {
            drain();
        }
        if (length >= BUFFER_BYTES) {
            writeThrough(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, used, length);
            used += length;
        }
    }

    @Override
    public void flush() throws OutputException {
        drain();
        try {
            target.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Flushes and closes the target, which may say only then that it could not keep what was written. */
    @Override
    public void close() throws OutputException {
        flush();
        try {
            target.close();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    private void drain() throws OutputException {
        int length = used;
        // Empties the buffer first: after a failure, the final flush must not write the same bytes again.
        used = 0;
        if (length > 0) {
            writeThrough(buffer, 0, length);
        }
    }

    private void writeThrough(byte[] bytes, int offset, int length) throws OutputException {
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
