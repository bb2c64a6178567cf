// SPDX-License-Identifier: Apache-2.0
package dev.tfskit.fuse;

/**
 * The parameters of a connection that the kernel and libfuse 3 negotiate: {@code struct fuse_conn_info}. Before this
 * program sees the structure, libfuse has filled in the capabilities of the kernel and its own choice of them.
 */
final class ConnectionInfo {

    /** The most bytes that a request writes. */
    private static final int MAX_WRITE = 8;
    /** The most bytes that a request reads; 0 leaves it to the kernel. */
    private static final int MAX_READ = 12;

    private static final int CAPABLE = 20;
    private static final int WANTED = 24;
    /** Takes the place of {@link #WANTED} where it exists; libfuse refuses changes of both. */
    private static final int WANTED_WIDE = 56;

    /** The flag in the answer to INIT: the file system removes the set-user-ID bit itself. */
    static final int REMOVES_PRIVILEGES = 1 << 28;

    private static final int TRUNCATES_AT_OPEN = 1 << 3;
    private static final int FINDS_FORGOTTEN_INODES = 1 << 4;
    private static final int DROPS_CACHE_WHEN_TIMES_CHANGE = 1 << 12;
    /**
     * With this flag, the kernel keeps cached pages of a file when an asynchronous write with {@code O_DIRECT} changes
     * their bytes, and readers get the old ones.
     */
    private static final int ASYNCHRONOUS_DIRECT_IO = 1 << 15;

    /**
     * The earlier flag for the same, which libfuse sends in a form with which the kernel still requests capabilities
     * before each write.
     */
    private static final int REMOVED_PRIVILEGES_EARLIER = 1 << 20;
    /** {@link #REMOVES_PRIVILEGES} in the numbers of libfuse, from the version with {@link #WANTED_WIDE} on. */
    private static final int REMOVES_PRIVILEGES_IN_LIBFUSE = 1 << 21;

    private static final int PARALLEL_IN_DIRECTORIES = 1 << 18;
    private static final int CACHES_LINK_TARGETS = 1 << 23;

    private final long address;
    private final int wanted;

    ConnectionInfo(long address, Fuse3Version version) {
        this.address = address;
        this.wanted = version.hasWideCapabilities() ? WANTED_WIDE : WANTED;
    }

    /**
     * Chooses how a mount works: no other program changes the volume, and the kernel truncates before it opens.
     *
     * @param maxRead the number of the option {@code max_read}, 0 without it; libfuse refuses any other number here
     */
    void choose(int maxRead) {
        NativeMemory.putInt(address + MAX_READ, maxRead);
        int most = NativeMemory.getInt(address + MAX_WRITE);
        if (Integer.compareUnsigned(most, Replies.BUFFER_BYTES) > 0) {
            NativeMemory.putInt(address + MAX_WRITE, Replies.BUFFER_BYTES);
        }
        int offered = NativeMemory.getInt(address + CAPABLE);
        int chosen = NativeMemory.getInt(address + wanted);
        chosen |= offered & (FINDS_FORGOTTEN_INODES | PARALLEL_IN_DIRECTORIES | CACHES_LINK_TARGETS);
        chosen &= ~(TRUNCATES_AT_OPEN
                | DROPS_CACHE_WHEN_TIMES_CHANGE
                | REMOVED_PRIVILEGES_EARLIER
                | ASYNCHRONOUS_DIRECT_IO);
        if (wanted == WANTED_WIDE) {
            chosen |= offered & REMOVES_PRIVILEGES_IN_LIBFUSE;
        }
        NativeMemory.putInt(address + wanted, chosen);
    }
}
