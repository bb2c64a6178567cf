// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * Where libfuse 2 and 3 keep the fields of {@code struct fuse_file_info}, which describes an open file. Offsets are in
 * bytes.
 *
 * @param pageCacheBits the offset of the int that distinguishes a write from the page cache
 * @param pageCacheMask the bits of that int of which one is set for such a write
 * @param replyBits the offset of the byte for the bits of the answer
 * @param keepCache the bit of the answer that lets the kernel keep its cache
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
