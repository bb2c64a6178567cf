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
     * Answers requests until the file system is unmounted. Several threads may do so at once.
     *
     * @return 0 when it was unmounted; a negative number when it is still mounted, and no program can use it
     */
    int loop();

    /** Makes the kernel request the attributes of an inode again. */
    void forgetAttributes(long number);

    /**
     * Makes the kernel pass on what it has collected for a file from an offset on, and drop its cache of these
     * contents. Returns when all bytes are passed on, so a thread that answers requests must not call it. Before Linux
     * 6.16 the kernel may return as soon as it has made the requests.
     *
     * @param offset the position in bytes; the kernel begins with the whole page that has it
     */
    void passOnContents(long number, long offset);

    /** Unmounts if that has not happened, and frees the memory of the library; called after the loops. */
    void free();
}
