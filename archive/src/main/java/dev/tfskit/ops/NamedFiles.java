// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.ops;

import dev.tfskit.schema.TreePath;
import dev.tfskit.source.SourceEntry;
import dev.tfskit.source.lookup.SourceTree;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Finds the files that a configuration names. Links on a path are followed. */
interface NamedFiles {

    /**
     * Returns whether a path leads to a directory.
     *
     * @throws FileSystemException when the path is not possible
     */
    boolean isDirectory(String path) throws IOException;

    /**
     * Returns a regular file as an entry.
     *
     * @param path the path in the configuration
     * @param target the path of the entry in the image
     * @throws FileSystemException when the path leads to no regular file
     */
    SourceEntry.File file(String path, TreePath target) throws IOException;

    /**
     * Returns a directory with everything below it.
     *
     * @throws FileSystemException when the path leads to no directory
     */
    SourceTree directory(String path) throws IOException;
}
