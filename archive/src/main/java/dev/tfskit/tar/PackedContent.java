// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file in an archive. The archive stores the data ranges of the file one behind the other, without the
 * holes between them. The content is opened once and read at rising positions, by one thread.
 */
public final class PackedContent implements Content {

    private static final byte[] ZEROS = new byte[4096];

    private final StoredBytes bytes;
    private final long size;
    private final @Nullable List<ByteRange> ranges;
    private final Object name;

    /** The bytes of the file that the archive stores. */
    public interface StoredBytes {

        /**
         * Reads some bytes.
         *
         * @param target takes the bytes
         * @param position the position of the first one among the stored bytes; not before the end of the last read
         * @return how many bytes were read; at least one, unless the buffer is full or the archive ends
         * @throws IOException when the archive cannot be read
         */
        int read(ByteBuffer target, long position) throws IOException;
    }

    /**
     * Creates the content of a file.
     *
     * @param bytes the stored bytes; they stay open
     * @param size the length of the file in bytes
     * @param ranges the ranges of the file that are stored, in order; null when all of it is
     * @param name its {@code toString} is the name of the file in messages, and is called only for a message
     */
    public PackedContent(StoredBytes bytes, long size, @Nullable List<ByteRange> ranges, Object name) {
        this.bytes = bytes;
        this.size = size;
        this.ranges = ranges;
        this.name = name;
    }

    @Override
    public boolean isStreamed() {
        return true;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.ofNullable(ranges);
    }

    @Override
    public Reader open() {
        return new Rising(ranges != null ? ranges : List.of(new ByteRange(0, size)));
    }

    /** Returns the name of the file in messages. */
    @Override
    public String toString() {
        return name.toString();
    }

    /** Reads at rising positions. */
    private final class Rising implements Reader {

        private final List<ByteRange> stored;
        private int next;
        /** The position of the range at {@link #next} among the stored bytes. */
        private long storedAt;

        Rising(List<ByteRange> stored) {
            this.stored = stored;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= size) {
                return -1;
            }
            while (next < stored.size() && stored.get(next).end() <= position) {
                storedAt += stored.get(next).length();
                next++;
            }
            if (next == stored.size() || position < stored.get(next).start()) {
                long end = next == stored.size() ? size : stored.get(next).start();
                int count = (int) Math.min(Math.min(target.remaining(), ZEROS.length), end - position);
                target.put(ZEROS, 0, count);
                return count;
            }
            ByteRange range = stored.get(next);
            int limit = target.limit();
            target.limit((int) Math.min(limit, target.position() + range.end() - position));
            try {
                return bytes.read(target, storedAt + position - range.start());
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public void close() {
            // The archive stays open.
        }
    }
}
