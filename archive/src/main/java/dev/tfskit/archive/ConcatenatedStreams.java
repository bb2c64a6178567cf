// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.io.IoFunction;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Decompresses concatenated streams of one format, with padding behind any of them. Not thread-safe. */
final class ConcatenatedStreams extends PiecewiseInput {

    private final PaddedInput packed;
    private final byte[] magic;
    /** Opens the stream that begins here; the result reads no byte behind its end. */
    private final IoFunction<InputStream, InputStream> format;

    private InputStream current;
    private boolean ended;

    /**
     * Opens the first stream.
     *
     * @param packed the compressed bytes, at the beginning of a stream
     * @param magic the bytes with which each stream begins
     * @param format decompresses one stream, and reads no byte behind its end
     * @throws IOException when the first stream cannot be opened
     */
    ConcatenatedStreams(InputStream packed, byte[] magic, IoFunction<InputStream, InputStream> format)
            throws IOException {
        this.packed = new PaddedInput(packed, magic.length);
        this.magic = magic;
        this.format = format;
        this.current = format.apply(this.packed);
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
        if (!packed.skipPadding()) {
            ended = true;
            return;
        }
        byte[] start = packed.readNBytes(magic.length);
        if (!Arrays.equals(start, magic)) {
            throw new TrailingBytesException();
        }
        packed.unread(start);
        current = format.apply(packed);
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }
}
