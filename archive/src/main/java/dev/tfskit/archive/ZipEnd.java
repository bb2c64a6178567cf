// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The record at the end of a zip, with which a reader begins. Only a comment may follow it.
 *
 * @param part the number of the part that has the record, from 0; 0 in a zip that is not split
 */
record ZipEnd(int part) {

    private static final int MARK = 'P' | 'K' << 8 | 5 << 16 | 6 << 24;
    private static final int BYTES = 22;
    private static final int PART = 4;
    private static final int COMMENT_LENGTH = 20;
    private static final int MOST_COMMENT_BYTES = 0xffff;
    /** The number is elsewhere, because it has more than 16 bits. */
    private static final int LARGE_NUMBER = 0xffff;

    /**
     * Searches for the record.
     *
     * @param start the position from which on it may be
     * @return the record; empty when the file does not end with one
     */
    static Optional<ZipEnd> find(FileChannel file, long start) throws IOException {
        long size = file.size();
        long from = Math.max(start, size - BYTES - MOST_COMMENT_BYTES);
        ByteBuffer end = ByteBuffer.allocate((int) Math.max(0, size - from)).order(ByteOrder.LITTLE_ENDIAN);
        for (int more = 0; more >= 0 && end.hasRemaining(); ) {
            more = file.read(end, from + end.position());
        }
        end.flip();
        for (int at = end.limit() - BYTES; at >= 0; at--) {
            if (end.getInt(at) == MARK && unsigned(end, at + COMMENT_LENGTH) == end.limit() - at - BYTES) {
                return Optional.of(new ZipEnd(unsigned(end, at + PART)));
            }
        }
        return Optional.empty();
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    /** Returns whether the file is a part of a split zip behind the first one. */
    boolean isOfLaterPart() {
        return part != 0 && part != LARGE_NUMBER;
    }
}
