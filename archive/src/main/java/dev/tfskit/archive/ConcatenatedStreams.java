// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/**
 * Decompresses streams of one format that stand one behind the other. Zeros behind a stream are padding, as tapes and
 * block devices leave them. Not thread-safe.
 */
final class ConcatenatedStreams extends PiecewiseInput {

    private final PushbackInputStream packed;
    private final byte[] magic;
    private final SingleStream format;
    private InputStream current;
    private boolean ended;

    /** Decompresses one stream and stops behind it. */
    @FunctionalInterface
    interface SingleStream {

        /** Opens the stream that begins here; the result reads no byte behind its end. */
        InputStream open(InputStream packed) throws IOException;
    }

    /**
     * Opens the first stream.
     *
     * @param packed the compressed bytes, at the beginning of a stream
     * @param magic the bytes with which each stream begins
     * @param format decompresses a stream
     * @throws IOException when the first stream cannot be opened
     */
    ConcatenatedStreams(InputStream packed, byte[] magic, SingleStream format) throws IOException {
        this.packed = new PushbackInputStream(packed, magic.length);
        this.magic = magic;
        this.format = format;
        this.current = format.open(this.packed);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = current.read(target, offset, length);
            if (count >= 0) {
                return count;
            }
            openNext();
        }
        return -1;
    }

    private void openNext() throws IOException {
        int first = packed.read();
        while (first == 0) {
            first = packed.read();
        }
        if (first < 0) {
            ended = true;
            return;
        }
        packed.unread(first);
        byte[] start = packed.readNBytes(magic.length);
        if (!Arrays.equals(start, magic)) {
            throw new TrailingBytesException();
        }
        packed.unread(start);
        current = format.open(packed);
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
