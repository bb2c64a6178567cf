// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream whose subclass sees each byte: all reads and skips go through one method, which the subclass implements. Not
 * thread-safe.
 */
public abstract class ObservedInput extends FilterInputStream {

    private static final int PIECE_BYTES = 64 << 10;

    /**
     * Observes a stream from where it stands.
     *
     * @param stream the stream; closing this one closes it
     */
    protected ObservedInput(InputStream stream) {
        super(stream);
    }

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads the bytes that it skips, because the subclass must see them, too. */
    @Override
    public final long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.min(PIECE_BYTES, Math.max(0, count))];
        return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
