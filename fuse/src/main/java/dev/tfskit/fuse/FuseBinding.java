// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;
import java.nio.file.Path;
import java.util.List;

/**
 * A library that connects a file system with the kernel. An implementation only translates between the calls of the
 * library and those of this program.
 */
interface FuseBinding {

    /** Returns the name and version of the library. */
    String name();

    /** Returns the functions that are the same in every library. */
    LibFuse functions();

    /**
     * Returns whether the kernel can collect written bytes (write-back) and still report a full volume at
     * {@code close}.
     */
    boolean canWriteBack();

    /** Returns where the library keeps the fields of {@code struct fuse_file_info}, which describes an open file. */
    FileInfo fileInfo();

    /** Returns an empty table of the operations that the library knows. */
    OperationTable newTable();

    /**
     * Mounts.
     *
     * @param source the file of the image, as the table of mounts is to show it
     * @param mountPoint an absolute path
     * @param options what follows {@code -o}, one each
     * @param debug whether the library prints every request
     * @param table the operations; it must stay reachable as long as the connection
     * @param ready called when the kernel has begun to use the connection
     * @throws ToolFailedException when the library refuses; it has printed the reason on standard error
     */
    FuseConnection mount(
            Path source, Path mountPoint, List<String> options, boolean debug, OperationTable table, Runnable ready)
            throws ToolFailedException;
}
