// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.source.lookup;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.TreeSource;
import dev.tfskit.value.Symbol;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A tree whose entries are looked up by path, in contrast to a {@link TreeSource}, which returns all entries in order.
 * Links are not followed: a path leads through directories only. Not thread-safe.
 */
public interface SourceTree extends Closeable {

    /**
     * An entry that was found.
     *
     * @param entry the entry; never a hard link
     * @param identity equal for two names of the same file, and for nothing else
     */
    record Found(SourceEntry entry, Object identity) {

        /**
         * Returns a directory that is there only for what is in it.
         *
         * @param path its path
         * @return a directory without metadata
         */
        public static Found directory(TreePath path) {
            return new Found(new SourceEntry.Directory(path, SourceEntry.Metadata.NONE), path);
        }

        /**
         * Returns the same file as an entry at another path.
         *
         * @param path the path
         * @return the entry with this path, and the same identity
         */
        public Found at(TreePath path) {
            return path.equals(entry.path()) ? this : new Found(moved(path), identity);
        }

        private SourceEntry moved(TreePath path) {
            return switch (entry) {
                case SourceEntry.Directory directory -> new SourceEntry.Directory(path, directory.metadata());
                case SourceEntry.File file -> new SourceEntry.File(path, file.metadata(), file.size(), file.content());
                case SourceEntry.Link link -> new SourceEntry.Link(path, link.metadata(), link.target());
                case SourceEntry.Socket socket -> new SourceEntry.Socket(path, socket.metadata());
                case SourceEntry.Special special -> new SourceEntry.Special(path, special.metadata(), special.node());
                case SourceEntry.HardLink _,
                        SourceEntry.MetadataPatch _,
                        SourceEntry.Absence _,
                        SourceEntry.Whiteout _,
                        SourceEntry.OpaqueDirectory _ -> throw new AssertionError(entry);
            };
        }
    }

    /**
     * Looks up an entry.
     *
     * @param path a path of which every part but the last is a directory
     * @return the entry; empty if there is none
     * @throws IOException when the tree cannot be read there
     */
    Optional<Found> find(TreePath path) throws IOException;

    /**
     * Returns the names of the entries of a directory.
     *
     * @param directory the path of a directory of the tree
     * @return the names in the order of their bytes
     * @throws IOException when the directory cannot be read
     */
    List<Symbol> names(TreePath directory) throws IOException;

    /** Closes the files that the tree reads. By default does nothing. */
    @Override
    default void close() throws IOException {}
}
