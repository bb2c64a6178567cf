// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;

/** A mounted file system as a library sees it. */
interface FuseConnection extends KernelNotices {

    /**
     * Prepares the loops; called once, before them.
     *
     * @throws ToolFailedException when the kernel refuses the connection
     */
    void begin() throws ToolFailedException;

    /**
     * Answers requests until the connection ends. Several threads may do so at once.
     *
     * @return 0 when the file system was unmounted, or another program aborted the connection; a negative number when
     *     libfuse gave up
     */
    int loop();

    /** Unmounts if that has not happened, and frees the memory of the library; called after the loops. */
    void free();
}
