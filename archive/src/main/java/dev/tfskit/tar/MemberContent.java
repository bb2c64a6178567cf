// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.tar;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content of a file in a tar archive. It can be read once, while the reader is at its entry. */
public final class MemberContent implements Content {

    private static final byte[] ZEROS = new byte[4096];

    private final TarReader reader;
    private final long size;
    private final @Nullable List<ByteRange> holdsOnly;
    private final Object name;

    /**
     * Creates the content of the current entry of a reader.
     *
     * @param holdsOnly the ranges that the archive holds, if the file is sparse, else null
     * @param name its text is the name of the file in messages; made only for a message
     */
    public MemberContent(TarReader reader, long size, @Nullable List<ByteRange> holdsOnly, Object name) {
        this.reader = reader;
        this.size = size;
        this.holdsOnly = holdsOnly;
        this.name = name;
    }

    @Override
    public boolean isStreamed() {
        return true;
    }

    @Override
    public Optional<List<ByteRange>> dataRanges() {
        return Optional.ofNullable(holdsOnly);
    }

    @Override
    public Reader open() {
        return new Passing(holdsOnly != null ? holdsOnly : List.of(new ByteRange(0, size)));
    }

    /** Returns the name of the file in messages. */
    @Override
    public String toString() {
        return name.toString();
    }

    /** Reads at rising positions. */
    private final class Passing implements Reader {

        private final List<ByteRange> ranges;
        private int next;
        /** How much of the range at {@link #next} has passed. */
        private long passed;

        Passing(List<ByteRange> ranges) {
            this.ranges = ranges;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= size) {
                return -1;
            }
            while (next < ranges.size() && ranges.get(next).end() <= position) {
                reader.skip(ranges.get(next).end() - ranges.get(next).start() - passed);
                next++;
                passed = 0;
            }
            if (next == ranges.size() || position < ranges.get(next).start()) {
                long end = next == ranges.size() ? size : ranges.get(next).start();
                int count = (int) Math.min(Math.min(target.remaining(), ZEROS.length), end - position);
                target.put(ZEROS, 0, count);
                return count;
            }
            ByteRange range = ranges.get(next);
            long skipped = position - range.start() - passed;
            if (skipped < 0) {
                throw new IllegalArgumentException("byte " + position + " of " + name + " has passed");
            }
            reader.skip(skipped);
            int limit = target.limit();
            target.limit((int) Math.min(limit, target.position() + range.end() - position));
            int count = reader.read(target);
            target.limit(limit);
            passed += skipped + count;
            return count;
        }

        @Override
        public void close() {
            // The archive stays open. The reader skips the rest when it goes to the next entry.
        }
    }
}
