// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import dev.tfskit.error.ArchiveException;
import dev.tfskit.io.ByteRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The content of a file in an archive as a stream. A sparse file has ranges of zeros that the archive does not store.
 * Closing the stream leaves the archive open. Not thread-safe.
 */
final class MemberBytes extends PiecewiseInput {

    private final ArchiveBytes archive;
    private final String name;
    private final long size;
    private final List<ByteRange> ranges;

    private long position;
    /** The index of the range that holds the position or comes next. */
    private int next;
    /** Where that range begins in the archive. */
    private long offset;

    /**
     * Begins at the first byte.
     *
     * @param name of the archive in messages
     * @param offset where the stored bytes begin in the archive
     * @param size the length of the file in bytes
     * @param ranges the parts of the file that the archive stores, in the order of the file; in the archive their bytes
     *     follow each other without gaps
     */
    MemberBytes(ArchiveBytes archive, String name, long offset, long size, List<ByteRange> ranges) {
        this.archive = archive;
        this.name = name;
        this.offset = offset;
        this.size = size;
        this.ranges = ranges;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == size) {
            return -1;
        }
        while (next < ranges.size() && ranges.get(next).end() <= position) {
            offset += ranges.get(next).length();
            next++;
        }
        int count;
        if (next < ranges.size() && ranges.get(next).start() <= position) {
            count = readStored(ranges.get(next), target, start, length);
        } else {
            long end = next < ranges.size() ? ranges.get(next).start() : size;
            count = (int) Math.min(length, end - position);
            Arrays.fill(target, start, start + count, (byte) 0);
        }
        position += count;
        return count;
    }

    private int readStored(ByteRange range, byte[] target, int start, int length) throws IOException {
        long from = offset + position - range.start();
        int count = archive.read(from, target, start, (int) Math.min(length, range.end() - position));
        if (count < 0) {
            throw new ArchiveException(
                    name, "ends too early, at byte " + from + "; it is incomplete: copy or make it again");
        }
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, size - position));
        position += skipped;
        return skipped;
    }
}
