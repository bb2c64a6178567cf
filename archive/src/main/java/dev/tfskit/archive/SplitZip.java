// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Recognises a file that is one part of a split zip. Only all parts together are an archive. */
final class SplitZip {

    /** The message for such a part. */
    static final String REFUSAL =
            "is one part of a split zip, or incomplete; join all parts with zip -s 0 ALL.zip --out ONE.zip "
                    + "and name the result, or copy it again";

    /** Begins the first part, and also a zip that was not split after all. */
    static final byte[] MARK = {'P', 'K', 7, 8};

    private static final int END_MARK = 'P' | 'K' << 8 | 5 << 16 | 6 << 24;
    private static final int END_BYTES = 22;
    private static final int PART_NUMBER = 4;
    /** The number is elsewhere, because it has more than 16 bits. */
    private static final short LARGE_NUMBER = -1;

    private SplitZip() {}

    /**
     * Returns whether a file that cannot be read as a zip is the first or the last part of one. Nothing marks the parts
     * between them.
     */
    static boolean isPart(FileChannel file) {
        try {
            return isFirstPart(file) || isLastPart(file);
        } catch (IOException _) {
            // The file is refused in any case, and this is only about the words.
            return false;
        }
    }

    private static boolean isFirstPart(FileChannel file) throws IOException {
        return bytes(file, 0, MARK.length).equals(ByteBuffer.wrap(MARK));
    }

    private static boolean isLastPart(FileChannel file) throws IOException {
        ByteBuffer end = bytes(file, Math.max(0, file.size() - END_BYTES), END_BYTES);
        return end.remaining() == END_BYTES
                && end.getInt(0) == END_MARK
                && end.getShort(PART_NUMBER) != 0
                && end.getShort(PART_NUMBER) != LARGE_NUMBER;
    }

    private static ByteBuffer bytes(FileChannel file, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        for (int more = 0; more >= 0 && bytes.hasRemaining(); ) {
            more = file.read(bytes, position + bytes.position());
        }
        return bytes.flip();
    }
}
