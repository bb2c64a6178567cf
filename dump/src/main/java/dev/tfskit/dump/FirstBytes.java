// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes that are written, and ends the writing at the first byte too many. Not thread-safe. */
final class FirstBytes extends OutputStream {

    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    FirstBytes(int most) {
        this.most = most;
    }

    /** Signals that there is a byte too many. */
    static final class FullException extends IOException {

        private static final long serialVersionUID = 1;
    }

    @Override
    public void write(int b) throws FullException {
        if (kept.size() == most) {
            throw new FullException();
        }
        kept.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws FullException {
        int count = Math.min(length, most - kept.size());
        kept.write(bytes, offset, count);
        if (count < length) {
            throw new FullException();
        }
    }

    /** Returns the bytes as text. */
    @Override
    public String toString() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
