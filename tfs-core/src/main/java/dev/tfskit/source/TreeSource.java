// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A tree that can become an image: an iterator over its entries, in the order in which they go in. For one thread. */
public interface TreeSource extends Closeable {

    /**
     * The next entry.
     *
     * @return empty at the end
     * @throws IOException when the source cannot be read
     */
    Optional<SourceEntry> next() throws IOException;

    /**
     * Whether entries come as they would from the finished volume: each directory before what is in it, names in the
     * order of their bytes, none twice, and the first of several names of an inode as the one that has it.
     */
    default boolean isSorted() {
        return false;
    }

    /** Closes what the source reads; sources that have nothing open need not care. */
    @Override
    default void close() throws IOException {}
}
