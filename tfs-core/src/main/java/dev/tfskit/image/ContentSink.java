// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.image;

import dev.tfskit.source.Content;
import dev.tfskit.source.VanishedException;
import dev.tfskit.volume.RegularFile;
import java.io.IOException;
import java.util.List;

/** Receives the contents of files while a tree is added to a volume. One thread calls it. */
interface ContentSink {

    /** Drops all contents: files have their lengths and no data. */
    ContentSink NOWHERE = new ContentSink() {
        @Override
        public void add(RegularFile target, Content source, long size) {
            // Dropped.
        }

        @Override
        public List<Vanished> finish() {
            return List.of();
        }
    };

    /**
     * A file whose content could not be read, because another process has removed or replaced the file that it comes
     * from.
     *
     * @param target the file in the volume; it may hold a part of the content
     * @param content the content
     * @param size the length in bytes
     * @param reason what happened to the file
     */
    record Vanished(RegularFile target, Content content, long size, VanishedException reason) {}

    /**
     * Receives the content of a file. The content is in the volume when {@link #finish} returns, perhaps earlier.
     *
     * @param target a file with the length {@code size} that has no data yet
     * @param source the content
     * @param size the length in bytes
     * @throws IOException when the source or the volume fails
     */
    void add(RegularFile target, Content source, long size) throws IOException;

    /**
     * Waits until all contents that were added so far are copied. More may be added afterwards.
     *
     * @return the files whose contents vanished since the last call, each once
     * @throws IOException when a file could not be copied for another reason
     */
    List<Vanished> finish() throws IOException;
}
