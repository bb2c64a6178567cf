// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * The data of an open file that libfuse and its callbacks exchange: {@code struct fuse_file_info}, whose bits jnr-fuse
 * puts elsewhere.
 */
final class FileInfo {

    private static final int IS_WRITE_FROM_PAGE_CACHE = 16;
    private static final int BITS = 20;
    private static final int HANDLE = 24;
    private static final int KEEP_CACHE = 2;

    private FileInfo() {}

    static long handle(long address) {
        return NativeMemory.getLong(address + HANDLE);
    }

    static void setHandle(long address, long handle) {
        NativeMemory.putLong(address + HANDLE, handle);
    }

    /** Returns whether a write brings pages of a memory mapping, not the bytes of a {@code write} call. */
    static boolean isFromPageCache(long address) {
        return NativeMemory.getInt(address + IS_WRITE_FROM_PAGE_CACHE) != 0;
    }

    /** The kernel may go on to use what it has cached: no other program changes the file. */
    static void keepCache(long address) {
        NativeMemory.putByte(address + BITS, KEEP_CACHE);
    }
}
