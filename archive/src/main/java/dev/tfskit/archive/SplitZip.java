// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Recognises a file that is one part of a split zip. Only all parts together are an archive. */
final class SplitZip {

    /** The message for such a part. */
    static final String REFUSAL =
            "is one part of a split zip, or incomplete; join all parts with zip -s 0 ALL.zip --out ONE.zip "
                    + "and name the result, or copy it again";

    /** Begins the first part, and also a zip that was not split after all. */
    static final byte[] MARK = {'P', 'K', 7, 8};

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
        ByteBuffer start = ByteBuffer.allocate(MARK.length);
        for (int more = 0; more >= 0 && start.hasRemaining(); ) {
            more = file.read(start, start.position());
        }
        return start.flip().equals(ByteBuffer.wrap(MARK));
    }

    private static boolean isLastPart(FileChannel file) throws IOException {
        return ZipEnd.find(file, 0).filter(ZipEnd::isOfLaterPart).isPresent();
    }
}
