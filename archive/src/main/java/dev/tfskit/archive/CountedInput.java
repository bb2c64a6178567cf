// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that are read from a stream, and keeps an I/O error of the stream itself. Not thread-safe. */
final class CountedInput extends FilterInputStream {

    private long position;
    private @Nullable IOException failure;

    /** Counts the bytes of a stream from where it stands. */
    CountedInput(InputStream stream) {
        super(stream);
    }

    long position() {
        return position;
    }

    /**
     * Returns why the stream could not be read or closed, if that happened; damage in its bytes is not such an error.
     */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() throws IOException {
        try {
            int value = in.read();
            position += value < 0 ? 0 : 1;
            return value;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int count = in.read(target, offset, length);
            position += Math.max(0, count);
            return count;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long skip(long count) throws IOException {
        try {
            long skipped = in.skip(count);
            position += skipped;
            return skipped;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
