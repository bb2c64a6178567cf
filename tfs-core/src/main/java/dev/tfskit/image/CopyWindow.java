// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.io.ByteRange;
import dev.tfskit.source.Content;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A piece of a file that is read and written at once.
 *
 * @param start the position of its first byte in the file, a multiple of {@link #BYTES}
 * @param length the length in bytes; less than {@link #BYTES} only at the end of the file
 */
record CopyWindow(long start, int length) {

    /** The length of a window in bytes. Larger ones are slower: they fall out of the processor's cache. */
    static final int BYTES = 1 << 20;

    /**
     * Returns the windows of a file that hold data. They begin at the same positions for all ranges, and zeros are
     * searched for in each window. So equal bytes get equal holes, whether the source reports holes or not.
     *
     * @param ranges the ranges that hold data, in the order of their starts; they may overlap
     * @param size the size of the file in bytes
     */
    static Iterable<CopyWindow> over(List<ByteRange> ranges, long size) {
        return () -> new Windows(ranges, size);
    }

    /** Returns the windows of a content that hold data; all windows if the content cannot report its holes. */
    static Iterable<CopyWindow> over(Content content, long size) throws IOException {
        return over(ranges(content, size), size);
    }

    /** Returns the windows of a file that hold data. */
    static Iterable<CopyWindow> over(RegularFile file) throws IOException {
        return over(ranges(file), file.length());
    }

    /** Returns the windows in which a content, or a file that should have the same bytes, holds data. */
    static Iterable<CopyWindow> overEither(Content content, RegularFile file) throws IOException {
        List<ByteRange> ranges = new ArrayList<>(ranges(content, file.length()));
        ranges.addAll(ranges(file));
        ranges.sort(Comparator.comparingLong(ByteRange::start));
        return over(ranges, file.length());
    }

    private static List<ByteRange> ranges(Content content, long size) throws IOException {
        return content.dataRanges().orElse(List.of(new ByteRange(0, size)));
    }

    private static List<ByteRange> ranges(RegularFile file) throws IOException {
        return file.dataRuns().stream()
                .map(run -> new ByteRange(run.filePosition(), run.fileEnd()))
                .toList();
    }

    private static final class Windows implements Iterator<CopyWindow> {

        private final Iterator<ByteRange> ranges;
        private final long size;
        private long next;
        private long end;

        Windows(List<ByteRange> ranges, long size) {
            this.ranges = ranges.iterator();
            this.size = size;
        }

        @Override
        public boolean hasNext() {
            while (next >= end && ranges.hasNext()) {
                ByteRange range = ranges.next();
                next = Math.max(next, range.start() / BYTES * BYTES);
                end = Math.min(range.end(), size);
            }
            return next < end;
        }

        @Override
        public CopyWindow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            CopyWindow window = new CopyWindow(next, (int) Math.min(BYTES, size - next));
            // The last window ends where the file does, which may be at the largest position.
            next += window.length;
            return window;
        }
    }
}
