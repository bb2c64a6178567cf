// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

import dev.tfskit.cli.ToolFailedException;

/** A mounted file system as a library sees it. */
interface FuseConnection {

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

    /** Makes the kernel request the attributes of an inode again. */
    void forgetAttributes(long number);

    /**
     * Makes the kernel pass on what it has collected for a range of a file, and drop its cache of these contents.
     * Returns when all bytes are passed on, so a thread that answers requests must not call it. Before Linux 6.16 the
     * kernel may return as soon as it has made the requests.
     *
     * @param offset where the range begins, in bytes; the kernel takes whole pages
     * @param length its length in bytes; 0 when it has no end
     */
    void passOnContents(long number, long offset, long length);

    /** Unmounts if that has not happened, and frees the memory of the library; called after the loops. */
    void free();
}
