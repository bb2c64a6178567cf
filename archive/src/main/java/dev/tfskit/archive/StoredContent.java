// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content of a file that was kept: its data ranges follow each other in another file. */
final class StoredContent implements Content {

    private static final byte[] ZEROS = new byte[4096];

    private final FileChannel store;
    private final long start;
    private final long size;
    private final @Nullable List<ByteRange> ranges;
    private final String name;

    /**
     * Describes stored bytes.
     *
     * @param store holds them, and stays open while the content is read
     * @param start the position of the first one in the store
     * @param size the length of the content in bytes
     * @param ranges the ranges of the content that are stored; null when all of it is
     * @param name of the content in messages
     */
    StoredContent(FileChannel store, long start, long size, @Nullable List<ByteRange> ranges, String name) {
        this.store = store;
        this.start = start;
        this.size = size;
        this.ranges = ranges;
        this.name = name;
    }

    /** Returns true: the store is closed with the archive, so the bytes must be read before, as those of a stream. */
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

    @Override
    public String toString() {
        return name;
    }

    /** Reads at rising positions. */
    private final class Rising implements Reader {

        private final List<ByteRange> stored;
        private int next;
        /** Where the range at {@link #next} begins in the store. */
        private long storedAt = start;

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
            int count = store.read(target, storedAt + position - range.start());
            target.limit(limit);
            return count;
        }

        @Override
        public void close() {
            // The store is closed with the archive.
        }
    }
}
