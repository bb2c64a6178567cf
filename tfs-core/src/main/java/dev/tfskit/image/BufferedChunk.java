// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The content of a part of a file, held in memory. Positions are those in the whole file. Immutable.
 *
 * @param bytes the buffer, with the chunk at its start
 * @param count the number of bytes in the chunk
 * @param start the position of its first byte in the file
 * @param name its text form is the name of the file in messages
 */
record BufferedChunk(byte[] bytes, int count, long start, Object name) implements Content {

    /**
     * Reads a chunk, which is shorter if the file ends before.
     *
     * @param start the position of the first byte
     * @param length how many bytes
     * @throws IOException when they cannot be read
     */
    static BufferedChunk from(Reader reader, long start, int length, Object name) throws IOException {
        ByteBuffer taken = ByteBuffer.allocate(length);
        while (taken.hasRemaining() && reader.read(taken, start + taken.position()) >= 0) {
            continue;
        }
        return new BufferedChunk(taken.array(), taken.position(), start, name);
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public int read(ByteBuffer target, long position) {
                int from = (int) (position - start);
                if (from >= count) {
                    return -1;
                }
                int length = Math.min(target.remaining(), count - from);
                target.put(bytes, from, length);
                return length;
            }

            @Override
            public void close() {
                // Nothing is held open.
            }
        };
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
