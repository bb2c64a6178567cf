// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.io.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The bytes of a file in an array; a read returns as much as a host might, often less than asked for. */
public record MemoryContent(byte[] bytes, Optional<List<ByteRange>> dataRanges) implements Content {

    /** Of a read; odd, so that reads end inside blocks. */
    private static final int MOST_BYTES = 70_001;

    public MemoryContent(byte[] bytes) {
        this(bytes, Optional.empty());
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public int read(ByteBuffer target, long position) {
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(Math.min(MOST_BYTES, target.remaining()), bytes.length - position);
                target.put(bytes, (int) position, count);
                return count;
            }

            @Override
            public void close() {
                // Nothing is held open.
            }
        };
    }
}
