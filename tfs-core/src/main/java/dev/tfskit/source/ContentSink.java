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
     * Takes the content of a file. The content is in the volume when {@link #finish} returns, perhaps earlier.
     *
     * @param target an empty file whose length is {@code size}
     * @param source the bytes
     * @param size the length in bytes
     * @throws IOException when the source or the volume fails
     */
    void add(RegularFile target, Content source, long size) throws IOException;

    /**
     * Waits until everything is there that was added so far; more may be added then.
     *
     * @throws IOException when a file could not be copied
     */
    void finish() throws IOException;
}
