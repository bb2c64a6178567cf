// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.volume.RegularFile;
import java.io.IOException;

/** Takes the contents of the files of a tree that is being entered into a volume. */
public interface ContentSink {

    /** Takes nothing: files have their lengths and no bytes. */
    ContentSink NOWHERE = new ContentSink() {
        @Override
        public void add(RegularFile target, Content source, long size) {
            // See above.
        }

        @Override
        public void finish() {
            // Nothing was begun.
        }
    };

    /**
     * Takes the contents of a file, to be in the volume at some time before {@link #finish} returns.
     *
     * @param target holds nothing yet, and has the length that is to be copied
     * @param size that length, in bytes
     * @throws IOException when this or an earlier file could not be copied
     */
    void add(RegularFile target, Content source, long size) throws IOException;

    /**
     * Waits until everything is there that was added so far; more may be added then.
     *
     * @throws IOException when a file could not be copied
     */
    void finish() throws IOException;
}
