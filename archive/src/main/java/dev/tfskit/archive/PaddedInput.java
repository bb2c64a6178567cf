// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Compressed data in pieces. Zeros behind a piece are padding, as tapes and block devices leave them. Not thread-safe.
 */
final class PaddedInput extends PushbackInputStream {

    /**
     * Begins where the stream stands.
     *
     * @param size the most bytes that are unread at a time, at least 1
     */
    PaddedInput(InputStream stream, int size) {
        super(stream, size);
    }

    /** Passes over zeros. Returns whether another byte follows. */
    boolean skipPadding() throws IOException {
        int next = read();
        while (next == 0) {
            next = read();
        }
        if (next < 0) {
            return false;
        }
        unread(next);
        return true;
    }
}
