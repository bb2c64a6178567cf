// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/** What a mount sends to the kernel without a request. */
interface KernelNotices {

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
}
