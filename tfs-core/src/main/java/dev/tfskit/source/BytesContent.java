// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.io.ByteRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The content of a file, held in memory. Immutable. */
public final class BytesContent implements Content {

    private final byte[] bytes;

    /**
     * Creates a content.
     *
     * @param text the text; its UTF-8 bytes are the content
     */
    public BytesContent(String text) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns the length.
     *
     * @return the number of bytes
     */
    public long length() {
        return bytes.length;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.empty();
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public int read(ByteBuffer target, long position) {
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(target.remaining(), bytes.length - position);
                target.put(bytes, (int) position, count);
                return count;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
