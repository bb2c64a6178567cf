// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * The layout of the data of an open file that a library exchanges with its callbacks: {@code struct fuse_file_info}.
 *
 * @param pageCacheBits the offset of the number in which a bit marks a write from the page cache
 * @param pageCacheMask the mask of the bit that marks a write from the page cache
 * @param replyBits the offset of the byte with the bits of an answer
 * @param keepCache the mask of the bit of the answer that lets the kernel keep its cache
 * @param handleOffset the offset of the handle
 */
record FileInfo(int pageCacheBits, int pageCacheMask, int replyBits, int keepCache, int handleOffset) {

    static final FileInfo OF_LIBFUSE_2 = new FileInfo(16, ~0, 20, 2, 24);
    static final FileInfo OF_LIBFUSE_3 = new FileInfo(4, 1, 4, 4, 16);

    /** Returns the flags of {@code open}; each library has them first. */
    int flags(long address) {
        return NativeMemory.getInt(address);
    }

    long handle(long address) {
        return NativeMemory.getLong(address + handleOffset);
    }

    void setHandle(long address, long handle) {
        NativeMemory.putLong(address + handleOffset, handle);
    }

    /** Returns whether a write brings what the kernel has collected, not the bytes of a {@code write} call. */
    boolean isFromPageCache(long address) {
        return (NativeMemory.getInt(address + pageCacheBits) & pageCacheMask) != 0;
    }

    /** Lets the kernel keep its cache: no other program changes the file. */
    void keepCache(long address) {
        NativeMemory.putByte(address + replyBits, keepCache);
    }
}
