// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.dump;

import dev.tfskit.volume.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the bytes of a file in order, as a stream. Not thread-safe. */
final class ContentStream extends InputStream {

    private static final int END = -1;

    private final FileContent content;
    private long position;

    ContentStream(FileContent content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) == END ? END : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (position >= content.length()) {
            return END;
        }
        int count = content.read(position, ByteBuffer.wrap(bytes, offset, length));
        position += count;
        return count;
    }
}
