// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Content that computes its checksum while it is read. It must be read once, from its start to its end. Not
 * thread-safe.
 */
final class ChecksummedContent implements Content {

    private final Content content;
    private final long size;
    private final ChunkDigest sum = new ChunkDigest();
    private byte[] result = new byte[0];

    ChecksummedContent(Content content, long size) {
        this.content = content;
        this.size = size;
    }

    /** Returns the checksum, once everything was read. */
    byte[] sum() {
        return result;
    }

    @Override
    public Reader open() throws IOException {
        return new Summing(content.open());
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() throws IOException {
        return content.dataRanges();
    }

    @Override
    public boolean isStreamed() {
        return content.isStreamed();
    }

    @Override
    public String toString() {
        return content.toString();
    }

    /** Reads whole windows, also when the buffer is smaller. */
    private final class Summing implements Reader {

        private final Reader reader;
        private BufferedChunk window = new BufferedChunk(new byte[0], 0, 0, "");

        Summing(Reader reader) {
            this.reader = reader;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= size) {
                return -1;
            }
            boolean isInWindow = position >= window.start() && position < window.start() + window.count();
            if (!isInWindow) {
                long start = position / CopyWindow.BYTES * CopyWindow.BYTES;
                window = BufferedChunk.from(reader, start, (int) Math.min(CopyWindow.BYTES, size - start), content);
                sum.add(start, window.bytes(), window.count());
            }
            return window.open().read(target, position);
        }

        @Override
        public void close() throws IOException {
            result = sum.result();
            reader.close();
        }
    }
}
