package dev.tfskit.archive;

import dev.tfskit.ByteRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Which ranges of a sparse file an archive holds, one behind the other. Checked as it grows: ranges are in order and do not
 * overlap.
 */
final class SparseMap {

    /** More would take more memory than a file with so many holes is worth. */
    private static final int MOST_RANGES = 1 << 20;

    private final List<ByteRange> ranges = new ArrayList<>();
    private long storedBytes;

    /**
     * Adds a range.
     *
     * @throws NumberFormatException when it cannot come behind those that are there
     */
    void add(final long start, final long length) {
        final long end = ranges.isEmpty() ? 0 : ranges.getLast().end();
        if (start < end || length < 0 || start > Long.MAX_VALUE - length) {
            throw new NumberFormatException("a map of holes that is out of order");
        }
        if (length == 0) {
            return;
        }
        storedBytes += length;
        if (start == end && !ranges.isEmpty()) {
            ranges.set(ranges.size() - 1, new ByteRange(ranges.getLast().start(), start + length));
        } else {
            ranges.add(new ByteRange(start, start + length));
        }
        if (ranges.size() > MOST_RANGES) {
            throw new NumberFormatException("a map of more than " + MOST_RANGES + " holes");
        }
    }

    /**
     * Checks the whole.
     *
     * @param size length of the file
     * @param stored how many bytes the archive holds of it
     * @throws NumberFormatException when the ranges do not fit
     */
    void check(final long size, final long stored) {
        if (storedBytes != stored || !ranges.isEmpty() && ranges.getLast().end() > size) {
            throw new NumberFormatException("a map of holes that does not fit its file");
        }
    }

    List<ByteRange> ranges() {
        return ranges;
    }
}
