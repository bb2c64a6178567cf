// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import dev.tfskit.io.ByteRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a file that goes into an image. Thread-safe, unless it is bound to its source
 * ({@link #isBoundToSource}). The reader that {@link #open} returns is for one thread.
 */
public interface Content {

    /**
     * Opens the bytes for reading.
     *
     * @return a reader of the whole content; the caller closes it
     * @throws VanishedException when another process has removed or replaced the file since the source listed it
     * @throws IOException when the content cannot be read for another reason
     */
    Reader open() throws IOException;

    /**
     * Returns the ranges that hold data. What lies between them reads as zeros.
     *
     * @return empty when the ranges are unknown, or finding them takes longer than reading the zeros
     * @throws VanishedException when another process has removed or replaced the file since the source listed it
     * @throws IOException when the host fails
     */
    Optional<List<ByteRange>> dataRanges() throws IOException;

    /**
     * Returns whether the bytes come from a stream, so that they can be read only once. Such content must be opened at
     * most once, before the source returns its next entry, and read at rising positions; gaps are allowed.
     *
     * @return true for content of a stream; false, the default, for content that can be opened again and again and read
     *     in any order
     */
    default boolean isStreamed() {
        return false;
    }

    /**
     * Returns whether only the thread that reads the source may open and read the content, and only while the source is
     * open.
     *
     * @return true for such content, and by default for all content of a stream
     */
    default boolean isBoundToSource() {
        return isStreamed();
    }

    /** Bytes that are open for reading. */
    interface Reader extends Closeable {

        /**
         * Reads some bytes.
         *
         * @param target takes the bytes
         * @param position the position of the first one in the file
         * @return the number of bytes read, at least 1 unless the buffer is full; -1 at the end
         * @throws IOException when they cannot be read
         */
        int read(ByteBuffer target, long position) throws IOException;
    }
}
