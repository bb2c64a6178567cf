// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A source of an image: an iterator over the entries of a tree, in the order in which they are added. Not thread-safe.
 */
public interface TreeSource extends Closeable {

    /**
     * Returns the next entry.
     *
     * @return empty at the end
     * @throws IOException when the source cannot be read
     */
    Optional<SourceEntry> next() throws IOException;

    /**
     * Returns whether the entries come in the order of the finished volume. Each directory then comes before its
     * entries, names come in the order of their bytes, and no path comes twice. When an inode has several names, the
     * first one comes as the file, and the others as hard links to it.
     *
     * @return true when the order is certain; false by default
     */
    default boolean isSorted() {
        return false;
    }

    /**
     * Returns the subject of messages about single entries, such as the name of an archive.
     *
     * @return the subject; empty, the default, when the path of an entry is enough
     */
    default Optional<String> subject() {
        return Optional.empty();
    }

    /**
     * Returns the stack of layers that the source is one of. Layers of equal stacks follow each other, the lowest
     * first. A whiteout or opaque directory removes only what lower layers of the same stack have brought.
     *
     * @return an object that all layers of the stack share; empty, the default, when the source is no layer
     */
    default Optional<Object> stack() {
        return Optional.empty();
    }

    /** Closes the files that the source reads. The default does nothing. */
    @Override
    default void close() throws IOException {}
}
